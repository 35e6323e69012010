#!/usr/bin/env python3
"""Shows the cost per voxel of every stage, and the exponent of its growth fitted over regions of 10^5 voxels and more.

usage: swift package --disable-sandbox benchmark --format jmh --path FOLDER && growth.py FOLDER/*.jmh.json

The format leaves out what takes more than a second: such sizes are missing.
"""

import json
import math
import sys
from collections import defaultdict


def main():
    stages = defaultdict(dict)
    for element in (element for path in sys.argv[1:] for element in json.load(open(path))):
        name, _, size = element["benchmark"].removeprefix("package.benchmark.Stages.").replace("_", " ").rpartition(", ")
        if name:
            stages[name][float(size)] = median_wall(element["secondaryMetrics"]) * 1e3 / float(size)
    sizes = sorted({size for costs in stages.values() for size in costs})
    print("| stage, ns a voxel | " + " | ".join(f"{size:.0e}".replace("e+0", "e") for size in sizes) + " | exponent |")
    print("|---" * (len(sizes) + 2) + "|")
    for name, costs in sorted(stages.items()):
        cells = [f"{costs[size]:.2f}" if size in costs else "" for size in sizes]
        print(f"| {name} | " + " | ".join(cells) + f" | {exponent(costs)} |")


def median_wall(metrics):
    """The median wall-clock time in µs."""
    metric = next(value for name, value in metrics.items() if name.startswith("Time (wall"))
    return metric["scorePercentiles"]["50.0"]


def exponent(costs):
    """The slope of log cost over log voxels, by least squares."""
    points = [(math.log(size), math.log(cost * size)) for size, cost in costs.items() if size >= 1e5]
    if len(points) < 2:
        return ""
    x, y = (sum(values) / len(points) for values in zip(*points))
    return f"{sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points):.3f}"


if __name__ == "__main__":
    main()
