"""Follows one portfolio's stream for some seconds and prints how long after their commit its transactions arrived.

usage: follow.py URL TOKEN PORTFOLIO SECONDS

The time between a transaction's "recorded" and its event being read, on one machine's clock; besides, that no seq is missing or comes twice.
"""
import http.client
import json
import sys
import time
import urllib.parse


def main():
    url, token, portfolio, seconds = sys.argv[1:]
    server = urllib.parse.urlparse(url)
    connection = http.client.HTTPConnection(server.hostname, server.port)
    connection.request("GET", f"/v1/stream?portfolio={portfolio}", headers={"Authorization": f"Bearer {token}"})
    response = connection.getresponse()
    if response.status != 200:
        sys.exit(f"{response.status}: {response.read().decode()}")

    delays, last, faults, name = [], None, 0, ""
    end = time.time() + float(seconds)
    while time.time() < end:
        line = response.readline()
        if not line:
            sys.exit("The stream has ended.")
        if line.startswith(b"event: "):
            name = line[7:].strip()
        elif line.startswith(b"data: ") and name == b"transaction":
            now = time.time()
            row = json.loads(line[6:])
            faults += last is not None and row["seq"] != last + 1
            last = row["seq"]
            delays.append(now * 1e6 - row["recorded"])

    delays.sort()
    if not delays:
        sys.exit("There was no transaction.")

    def at(share):
        return delays[min(len(delays) - 1, int(len(delays) * share))] / 1000

    print(f"{len(delays)} transactions, {faults} out of order; ms from commit to event: p50 {at(0.5):.2f}, p99 {at(0.99):.2f}, max {at(1):.2f}")


main()
