using System.Collections.Concurrent;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;

namespace QuoteStream.LoadTests.Tests.Running;

/// <summary>Counts and outcomes only: how fast it goes is the machine's affair.</summary>
public sealed class LoadTestRunnerTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Counted_iterations_are_all_done_and_measured_with_their_steps()
    {
        int done = 0;
        ScenarioProps scenario = Scenario.Create("counted", async context =>
        {
            Response<string> login = await Step.Run("login", context, () => Task.FromResult(Response.Ok("token", statusCode: "200", sizeBytes: 10)));
            Assert.Equal("token", login.Payload);
            await Step.Run("logout", context, () => Task.FromResult(Response.Ok()));
            Interlocked.Increment(ref done);
            return Response.Ok(statusCode: "done", sizeBytes: 100);
        }).WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForConstant(copies: 4, iterations: 1000));

        NodeStats stats = await LoadTestRunner.RegisterScenarios(scenario).RunAsync();

        ScenarioStats counted = stats.ScenarioStats.Get("counted");
        Assert.Equal(1000, done);
        Assert.Equal((1000, 0, 100_000), (counted.AllOkCount, counted.AllFailCount, counted.AllBytes));
        Assert.Equal(["login", "logout"], counted.StepStats.Select(s => s.StepName));
        Assert.Equal(1000, counted.StepStats.Get("login").Ok.Request.Count);
        Assert.Equal((1000, 100.0), (counted.StepStats.Get("login").Ok.StatusCodes.Get("200").Count, counted.Ok.StatusCodes.Get("done").Percent));
        Assert.Equal(10, counted.StepStats.Get("login").Ok.DataTransfer.MaxBytes);
        Assert.False(stats.IsFailed);
        Assert.Throws<KeyNotFoundException>(() => counted.StepStats.Get("no such step"));
    }

    [Fact]
    public async Task Arrivals_wait_for_nobody_and_their_latency_counts_from_when_they_were_due()
    {
        var release = new TaskCompletionSource();
        int begun = 0;
        ScenarioProps scenario = Scenario.Create("open", async _ =>
        {
            if (Interlocked.Increment(ref begun) == 50)
            {
                release.SetResult();
            }

            // None ends before the last has begun: a closed loop would wait for ever.
            await release.Task;
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForInject(rate: 250, TimeSpan.FromSeconds(1), iterations: 50));

        NodeStats stats = await LoadTestRunner.RegisterScenarios(scenario).RunAsync();

        ScenarioStats open = stats.ScenarioStats.Get("open");
        Assert.Equal((50, 0, 0), (open.AllOkCount, open.AllFailCount, open.Missed));

        // The first was due 49 intervals of 4 ms before the last one began and let all go.
        Assert.True(open.Ok.Latency.MaxMs >= 196, $"{open.Ok.Latency.MaxMs} ms");
    }

    [Fact]
    public async Task An_exception_and_a_failed_step_are_failed_iterations_and_end_them()
    {
        int behind = 0;
        ScenarioProps scenario = Scenario.Create("failing", async context =>
        {
            if (context.InvocationNumber % 2 == 0)
            {
                throw new InvalidOperationException("out of order");
            }

            await Step.Run("broken", context, () => Task.FromResult(Response.Fail(statusCode: "503", message: "busy")));
            Interlocked.Increment(ref behind);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForConstant(1, 10));

        ScenarioStats failing = (await LoadTestRunner.RegisterScenarios(scenario).RunAsync()).ScenarioStats[0];
        ScenarioStats carryOn = (await LoadTestRunner.RegisterScenarios(scenario.WithRestartIterationOnFail(false)).RunAsync()).ScenarioStats[0];

        Assert.Equal((0, 10), (failing.AllOkCount, failing.AllFailCount));
        Assert.Equal((5, "busy"), (failing.Fail.StatusCodes.Get("503").Count, failing.Fail.StatusCodes.Get("503").Message));
        StatusCodeStats thrown = failing.Fail.StatusCodes.Get("InvalidOperationException");
        Assert.Equal((5, "out of order"), (thrown.Count, thrown.Message));
        Assert.Equal((5, 5), (carryOn.AllOkCount, carryOn.AllFailCount));
        Assert.Equal(5, behind);
        Assert.Equal(5, carryOn.StepStats.Get("broken").Fail.Request.Count);
    }

    [Fact]
    public async Task Init_comes_first_clean_comes_last_and_the_warm_up_is_not_measured()
    {
        var order = new ConcurrentQueue<string>();
        ScenarioProps scenario = Scenario.Create("ordered", context =>
        {
            order.Enqueue(context.ScenarioInfo.ScenarioOperation.ToString());
            return Task.FromResult(Response.Ok());
        })
        .WithInit(_ => { order.Enqueue("init"); return Task.CompletedTask; })
        .WithClean(_ => { order.Enqueue("clean"); return Task.CompletedTask; })
        .WithWarmUpDuration(TimeSpan.FromMilliseconds(20))
        .WithLoadSimulations(Simulation.IterationsForConstant(1, 7));

        NodeStats stats = await LoadTestRunner.RegisterScenarios(scenario).RunAsync();

        Assert.Equal("init", order.First());
        Assert.Equal("clean", order.Last());
        Assert.Contains("WarmUp", order);
        Assert.Equal(7, order.Count(o => o == "Bombing"));
        Assert.Equal(7, stats.AllOkCount);
    }

    [Fact]
    public async Task A_preparation_that_fails_ends_the_run_and_is_cleaned()
    {
        bool cleaned = false;
        ScenarioProps scenario = Scenario.Create("unprepared", _ => Task.FromResult(Response.Ok()))
            .WithInit(_ => throw new IOException("no server"))
            .WithClean(_ => { cleaned = true; return Task.CompletedTask; });

        var failed = await Assert.ThrowsAsync<ScenarioInitException>(() => LoadTestRunner.RegisterScenarios(scenario).RunAsync());

        Assert.Contains("no server", failed.Message);
        Assert.True(cleaned);
    }

    [Fact]
    public async Task Thresholds_fail_the_run_and_may_end_it()
    {
        ScenarioProps scenario = Scenario.Create("checked", async context =>
        {
            await Step.Run("step", context, () => Task.FromResult(Response.Ok()));
            await Task.Delay(1);
            return Response.Ok();
        })
        .WithoutWarmUp()
        .WithLoadSimulations(Simulation.KeepConstant(1, TimeSpan.FromMinutes(10)))
        .WithThresholds(
            Threshold.Create(stats => stats.Fail.Request.Count == 0),
            Threshold.Create("step", stats => stats.Ok.Request.Count < 0, abortWhenErrorCount: 1),
            Threshold.Create("never", stats => stats.Ok.Request.Count > 0),
            Threshold.Create(stats => stats.StepStats.Get("absent").Ok.Request.Count > 0, startCheckAfter: TimeSpan.FromHours(1)));

        NodeStats stats = await LoadTestRunner.RegisterScenarios(scenario).WithReportingInterval(TimeSpan.FromMilliseconds(200)).RunAsync();

        Assert.True(stats.IsFailed);
        Assert.Equal([false, true, true, true], stats.Thresholds.Select(t => t.IsFailed));
        Assert.Equal("stats => stats.Fail.Request.Count == 0", stats.Thresholds[0].CheckExpression);
        Assert.Contains("no figures of a step \"never\"", stats.Thresholds[2].ExceptionMsg);
        Assert.Contains("failed for the 1. time", stats.ScenarioStats[0].StopReason);
    }

    [Fact]
    public async Task Too_many_failures_end_a_scenario_and_not_the_others()
    {
        ScenarioProps failing = Scenario.Create("failing", _ => Task.FromResult(Response.Fail(statusCode: "500")))
            .WithoutWarmUp().WithMaxFailCount(25).WithLoadSimulations(Simulation.KeepConstant(2, TimeSpan.FromMinutes(10)));
        ScenarioProps other = Scenario.Create("other", _ => Task.FromResult(Response.Ok()))
            .WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForConstant(1, 100));

        NodeStats stats = await LoadTestRunner.RegisterScenarios(failing, other).RunAsync();

        Assert.Contains("25 iterations failed", stats.ScenarioStats.Get("failing").StopReason);
        Assert.Equal("", stats.ScenarioStats.Get("other").StopReason);
        Assert.Equal(100, stats.ScenarioStats.Get("other").AllOkCount);
    }

    [Fact]
    public async Task Copies_that_work_as_long_as_the_scenario_are_told_when_it_ends()
    {
        int ended = 0;
        ScenarioProps scenario = Scenario.Create("long", async context =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, context.ScenarioCancellationToken);
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }

            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(Simulation.RampingConstant(20, Short), Simulation.KeepConstant(20, Short));

        NodeStats stats = await LoadTestRunner.RegisterScenarios(scenario).RunAsync();

        Assert.Equal(20, ended);
        Assert.Equal((0, 0), (stats.AllOkCount, stats.AllFailCount));
        Assert.False(stats.IsFailed);
    }

    [Fact]
    public async Task An_arrival_that_is_not_answered_is_counted_as_failed()
    {
        ScenarioProps scenario = Scenario.Create("unanswered", async context =>
        {
            await Task.Delay(Timeout.Infinite, context.ScenarioCancellationToken);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForInject(100, TimeSpan.FromSeconds(1), 5));

        ScenarioStats stats = (await LoadTestRunner.RegisterScenarios(scenario).RunAsync()).ScenarioStats[0];

        Assert.Equal((0, 5), (stats.AllOkCount, stats.AllFailCount));
        Assert.Equal(5, stats.Fail.StatusCodes.Get("unfinished").Count);
    }

    [Fact]
    public async Task Each_copy_keeps_its_data_and_its_random_numbers_come_again()
    {
        async Task<string[]> RunAsync()
        {
            var drawn = new ConcurrentBag<string>();
            ScenarioProps scenario = Scenario.Create("copies", async context =>
            {
                int before = context.Data.TryGetValue("count", out object? count) ? (int)count : 0;
                Assert.Equal(context.InvocationNumber - 1, before);
                context.Data["count"] = before + 1;
                if (before < 3)
                {
                    drawn.Add($"{context.ScenarioInfo.InstanceNumber} {before} {context.Random.Next()}");
                }

                await Task.Delay(1);
                return Response.Ok();
            }).WithoutWarmUp().WithLoadSimulations(Simulation.KeepConstant(3, TimeSpan.FromSeconds(1)));
            Assert.Equal(0, (await LoadTestRunner.RegisterScenarios(scenario).RunAsync()).AllFailCount);
            return [.. drawn.Order()];
        }

        string[] first = await RunAsync();

        Assert.Equal(9, first.Length);
        Assert.Equal(first, await RunAsync());
    }

    [Fact]
    public void Scenarios_and_simulations_that_make_no_sense_are_refused()
    {
        ScenarioProps one = Scenario.Create("one", _ => Task.FromResult(Response.Ok()));

        Assert.Throws<ArgumentException>(() => LoadTestRunner.RegisterScenarios(one, one));
        Assert.Throws<ArgumentOutOfRangeException>(() => LoadTestRunner.RegisterScenarios());
        Assert.Throws<ArgumentOutOfRangeException>(() => one.WithLoadSimulations());
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulation.KeepConstant(0, Short));
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulation.KeepConstant(Simulation.MaxCopies + 1, Short));
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulation.Inject(1, TimeSpan.Zero, Short));
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulation.InjectRandom(3, 2, Short, Short));
        Assert.Throws<ArgumentException>(() => Scenario.Create(" ", _ => Task.FromResult(Response.Ok())));
        Assert.Throws<ArgumentException>(() => DataFeed.Circular(Array.Empty<int>()));
    }

    [Fact]
    public void Data_feeds_give_what_they_say()
    {
        var info = new ScenarioInfo("id", 4, "name", Short, ScenarioOperation.Bombing);
        IDataFeed<int> constant = DataFeed.Constant([10, 11, 12]);
        IDataFeed<int> circular = DataFeed.Circular([10, 11, 12]);
        IDataFeed<int> random = DataFeed.Random([10, 11, 12]);

        Assert.Equal([11, 11], new[] { constant.GetNextItem(info), constant.GetNextItem(info) });
        Assert.Equal([10, 11, 12, 10], Enumerable.Range(0, 4).Select(_ => circular.GetNextItem(info)));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.InRange(random.GetNextItem(info), 10, 12));
    }
}
