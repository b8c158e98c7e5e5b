-- wrk's script for the load scenario "transactions": every request books one transaction under a key of its own. See the README beside it.
-- Arguments after "--": the pause of each connection between two requests in milliseconds (0: none), the token, then the ids of portfolios.

local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  pause = tonumber(args[1])
  token = args[2]
  portfolios = { unpack(args, 3) }
  count = 0
  -- Keys of an earlier run must not come again: they would be answered without booking anything.
  run = os.time()
end

function request()
  count = count + 1
  local portfolio = portfolios[count % #portfolios + 1]
  return wrk.format("POST", "/v1/portfolios/" .. portfolio .. "/transactions", {
    ["Authorization"] = "Bearer " .. token,
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = run .. "-" .. id .. "-" .. count,
  }, '{"type":"deposit","amount":12.34}')
end

function delay()
  return pause
end

function response(status)
  if status ~= 201 then
    refused = (refused or 0) + 1
    if refused == 1 then
      io.stderr:write("an answer was ", status, ", not 201\n")
    end
  end
end
