"""Times whole processes on the same files in turn, checks that all of them report the same rows and coefficients, and
prints medians. Called by scripts/bench; needs nothing but Python."""

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time

PEERS = {"polars": "polars_peer.py", "DuckDB": "duckdb_peer.py", "pandas": "pandas_peer.py"}
FILES = ["referrals.csv", "patients.csv", "employment.csv"]


def run(command):
    """Seconds, peak memory in bytes and standard output of a command."""
    reading, writing = os.pipe()
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdout=writing, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        output = pipe.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return time.perf_counter() - begun, usage.ru_maxrss * 1024, output


def ours(output):
    """Rows, events and coefficients of the model in our JSON."""
    for line in output.splitlines():
        value = json.loads(line)
        if value.get("kind") == "model":
            terms = {
                " ".join([term["term"]] + ([term["level"]] if term["level"] else [])): term["estimate"]
                for term in value["terms"] if isinstance(term["estimate"], (int, float))
            }
            return {"rows": value["n"], "events": value["events"], "coefficients": terms}
    sys.exit("our output holds no model")


def agree(mine, other, name):
    """Stops unless both report the same rows and events, and coefficients to 8 digits."""
    same = mine["rows"] == other["rows"] and mine["events"] == other["events"]
    same = same and mine["coefficients"].keys() == other["coefficients"].keys()
    for term, value in mine["coefficients"].items():
        same = same and math.isclose(value, other["coefficients"].get(term, math.nan), rel_tol=1e-8, abs_tol=1e-9)
    if not same:
        sys.exit(f"{name} reports other rows or coefficients:\n{mine}\n{other}")


def measure(arguments, rows, runs):
    """Medians of every program at one size, run in turn."""
    folder = f"{arguments.data}/{rows}"
    if not os.path.exists(f"{folder}/done"):
        subprocess.run([arguments.iapt, "demo", "--rows", str(rows), folder], check=True, stdout=subprocess.DEVNULL)
        open(f"{folder}/done", "w").close()
    here = os.path.dirname(os.path.abspath(__file__))
    commands = {
        "iapt": [arguments.iapt, "run", f"{here}/ours.iapt", "--quiet", "--format", "json", "--param", f"data={folder}",
                 "--param", f"recipe={here}/work.iapt"],
        "floor": ["wc", "-l"] + [f"{folder}/{name}" for name in FILES],
    }
    for name in arguments.peers:
        commands[name] = [arguments.python, f"{here}/{PEERS[name]}", folder]
    seconds = {name: [] for name in commands}
    memory = {name: 0 for name in commands}
    mine = None
    # The first round, not counted, brings the files into memory.
    for turn in range(runs + 1):
        for name, command in commands.items():
            took, peak, output = run(command)
            if turn > 0:
                seconds[name].append(took)
                memory[name] = max(memory[name], peak)
            if name == "iapt":
                mine = ours(output)
            elif name != "floor":
                agree(mine, json.loads(output.splitlines()[-1]), name)
    size = sum(os.path.getsize(f"{folder}/{name}") for name in FILES)
    return {"rows": rows, "bytes": size, "used": mine["rows"], "memory": memory,
            "seconds": {name: statistics.median(values) for name, values in seconds.items()},
            "spread": {name: (min(values), max(values)) for name, values in seconds.items()}}


def page(results, arguments, runs):
    """docs/performance.md."""
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    lines = [
        "# Performance", "",
        "Made by `scripts/bench`: whole processes, from their start to a fitted model, on the same three CSV files of demo",
        "data in memory's file cache, run in turn; every program must report the same rows and the same coefficients to 8",
        "digits. The work is the core of `talking-therapies` (`scripts/peers/work.iapt`): the latest submission of each",
        "pathway, two filters, two joins, four recodes, and a logistic regression with 18 coefficients.", "",
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {cpu}, {platform.system()} {platform.machine()}; medians of "
        f"{' and '.join(sorted({str(count) for count in runs.values()}, key=int))} runs.", "",
        "| referrals | files | program | seconds | least to most | times ours | peak memory |",
        "| ---: | ---: | --- | ---: | --- | ---: | ---: |",
    ]
    for result in results:
        mine = result["seconds"]["iapt"]
        for name, took in result["seconds"].items():
            label = "`wc -l`, the floor" if name == "floor" else name
            low, high = result["spread"][name]
            lines.append(
                f"| {result['rows']:,} | {result['bytes'] / 1e6:,.0f} MB | {label} | {took:.2f} | {low:.2f} to {high:.2f} | "
                f"{took / mine:.1f} | {result['memory'][name] / 1e6:,.0f} MB |")
    lines.append("")
    if len(results) > 1:
        first, last = results[-2], results[-1]
        exponent = math.log(last["seconds"]["iapt"] / first["seconds"]["iapt"]) / math.log(last["rows"] / first["rows"])
        lines.append(f"Growth from {first['rows']:,} to {last['rows']:,} rows: time goes with rows to the power {exponent:.2f}.")
    for result in results:
        share = result["memory"]["iapt"] / result["bytes"]
        lines.append(f"At {result['rows']:,} rows the peak memory is {share:.2f} of the files' size, and the floor "
                     f"{result['seconds']['floor'] / result['seconds']['iapt']:.0%} of the time.")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--iapt", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--data", required=True)
    parser.add_argument("--rows", default="100000,1000000,10000000")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--page")
    arguments = parser.parse_args()
    arguments.peers = [name for name in arguments.peers.split(",") if name]
    runs = {int(rows): 3 if int(rows) > 2_000_000 else 5 for rows in arguments.rows.split(",")}
    results = [measure(arguments, rows, count) for rows, count in runs.items()]
    text = page(results, arguments, runs)
    print(text)
    if arguments.page:
        with open(arguments.page, "w") as file:
            file.write(text)


main()
