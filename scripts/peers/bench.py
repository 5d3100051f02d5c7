"""Times whole processes on the same files in turn, checks that all of them report the same rows and coefficients, and
prints medians. Called by scripts/bench; needs nothing but Python."""

import argparse
import json
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import tables

PEERS = {"polars": "polars_peer.py", "DuckDB": "duckdb_peer.py", "pandas": "pandas_peer.py", "R": "r_peer.R"}
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
        # The slower two would take minutes a run.
        if rows > 2_000_000 and name in ("pandas", "R"):
            continue
        program = "Rscript" if name == "R" else arguments.python
        commands[name] = [program, f"{here}/{PEERS[name]}", folder]
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


def timed(arguments, script, runs):
    """The medians of the cells' times and of their parts in a script, by the program's own clock."""
    times, parts = {}, {}
    with tempfile.NamedTemporaryFile("w", suffix=".iapt") as file:
        file.write("set timing on\n" + script)
        file.flush()
        for turn in range(runs + 1):
            done = subprocess.run(
                [arguments.iapt, "run", "--quiet", file.name], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                text=True, check=True)
            cell = None
            for line in done.stderr.splitlines() if turn > 0 else []:
                if found := re.match(r"\[(\d+)\] ([\d.]+) s$", line):
                    cell = int(found[1])
                    times.setdefault(cell, []).append(float(found[2]))
                elif found := re.match(r" +([\d.]+) s +\d+%  (.*)$", line):
                    parts.setdefault((cell, found[2]), []).append(float(found[1]))
    return {cell: statistics.median(values) for cell, values in times.items()}, {
        part: sum(values) / runs for part, values in parts.items()}


def stages(arguments, rows):
    """Where the time of the work goes: mean seconds of its parts, the largest first."""
    here = os.path.dirname(os.path.abspath(__file__))
    script = open(f"{here}/ours.iapt").read().replace('"."', f'"{arguments.data}/{rows}"').replace(
        '"work.iapt"', f'"{here}/work.iapt"')
    _, parts = timed(arguments, script, 5)
    verbs = {5: "clean", 6: "fit", 7: "summary"}
    named = {}
    for (cell, name), seconds in parts.items():
        label = f"{verbs[cell]}: {name}" if cell in verbs else name
        named[label] = named.get(label, 0) + seconds
    return sorted(named.items(), key=lambda part: -part[1])


def alone(arguments):
    """Seconds of what has no peer, with what is aimed at: the work, the median, the aim."""
    rows = 1_000_000
    paths = {}
    for name, make in [("ten", tables.ten), ("twenty", tables.twenty)]:
        paths[name] = f"{arguments.data}/{name}.csv"
        if not os.path.exists(paths[name]):
            make(paths[name] + ".part", rows)
            os.rename(paths[name] + ".part", paths[name])
    started = [run([arguments.iapt, "--version"])[0] for _ in range(6)][1:]
    result = [("`iapt --version`", statistics.median(started), 0.05)]
    terms = " + ".join([f"c{place}" for place in range(len(tables.LEVELS))])
    times, _ = timed(
        arguments, f'load t from "{paths["ten"]}"\nfit y ~ {terms} as a\nfit y ~ {terms} as b\nsummary b\n', 5)
    result += [
        ("`fit` of ten categories over a million rows in memory, 38,400 combinations", times[4], 0.05),
        ("`summary` of it", times[5], None),
    ]
    terms = " + ".join([f"x{place}" for place in range(10)] + [terms])
    times, _ = timed(
        arguments, f'load t from "{paths["twenty"]}"\nfit y ~ {terms} as a\nfit y ~ {terms} as b\nsummary b\n', 5)
    result += [
        ("`fit` of twenty predictors over a million rows in memory, a combination each", times[4], 0.2),
        ("`summary` of it", times[5], None),
    ]
    folder = f"{arguments.data}/1000000"
    if os.path.exists(f"{folder}/done"):
        times, _ = timed(
            arguments, f'load from "{folder}"\nclean\nsegment by problem, gender, age, ethnicity\n'
            "fit recovery ~ deprivation + employment as m\n", 5)
        result.append((
            "`fit` in every combination of four dimensions, of the cohort of a million referrals", times[5], 1))
    return result


def page(results, arguments, runs, parts, others):
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
    if parts:
        rows, named = parts
        lines += [
            "", "## Where the time goes", "",
            f"At {rows:,} rows, as `set timing on` tells it, what takes a hundredth of its cell or more; means of 5 runs.",
            "", "| part | seconds |", "| --- | ---: |"]
        lines += [f"| {name} | {seconds:.3f} |" for name, seconds in named if seconds >= 0.0015]
    lines += [
        "", "## Alone", "", "What has no peer in one process, by the program's own clock; medians of 5 runs.", "",
        "| work | seconds | aim |", "| --- | ---: | ---: |"]
    lines += [f"| {work} | {seconds:.3f} | {'' if aim is None else f'{aim:g}'} |" for work, seconds, aim in others]
    return "\n".join(lines) + "\n"


def has_r():
    """Whether R with data.table is installed."""
    asked = ["Rscript", "-e", "library(data.table)"]
    return shutil.which("Rscript") is not None and subprocess.run(asked, capture_output=True).returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--iapt", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--data", required=True)
    parser.add_argument("--rows", default="100000,1000000,10000000")
    parser.add_argument("--peers", default=",".join(name for name in PEERS if name != "R" or has_r()))
    parser.add_argument("--page")
    arguments = parser.parse_args()
    arguments.peers = [name for name in arguments.peers.split(",") if name]
    runs = {int(rows): 3 if int(rows) > 2_000_000 else 5 for rows in arguments.rows.split(",")}
    results = [measure(arguments, rows, count) for rows, count in runs.items()]
    rows = 1_000_000 if 1_000_000 in runs else max(runs)
    text = page(results, arguments, runs, (rows, stages(arguments, rows)), alone(arguments))
    print(text)
    if arguments.page:
        with open(arguments.page, "w") as file:
            file.write(text)


main()
