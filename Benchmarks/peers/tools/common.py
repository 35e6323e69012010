"""The command line that all tools' scripts share, and what they print. Imports the standard library only."""

import argparse
import json
import numbers


def arguments():
    """--empty: start, import and read, but compute nothing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("image")
    parser.add_argument("mask")
    parser.add_argument("--dimensions", type=int, choices=(2, 3), default=3)
    parser.add_argument("--bins", type=int, default=32)
    parser.add_argument("--empty", action="store_true")
    return parser.parse_args()


def report(features):
    """Prints how many numbers there are."""
    print(json.dumps({"values": sum(isinstance(value, numbers.Number) or is_scalar(value) for value in features.values())}))


def is_scalar(value):
    """True for numpy's numbers in an array of no dimension, as some tools return them."""
    return getattr(value, "shape", None) == () and getattr(getattr(value, "dtype", None), "kind", "") in "fiu"
