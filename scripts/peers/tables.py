"""Tables of one million rows for the times of fits alone. Called by bench.py; the same bytes on every machine."""

import math
import random

# As many levels as make 38,400 combinations.
LEVELS = [2, 2, 2, 2, 2, 3, 4, 4, 5, 5]


def ten(path, rows):
    """Ten categories and an outcome that depends on them."""
    draw = random.Random(10)
    names = [f"c{place}" for place in range(len(LEVELS))]
    with open(path, "w") as file:
        file.write(",".join(names + ["y"]) + "\n")
        for _ in range(rows):
            codes = [int(draw.random() * count) for count in LEVELS]
            odds = sum((place + 1) * code for place, code in enumerate(codes)) / 50 - 1
            happens = draw.random() < 1 / (1 + math.exp(-odds))
            file.write(",".join([f"l{code}" for code in codes] + ["1" if happens else "0"]) + "\n")


def twenty(path, rows):
    """Ten numbers, ten categories and an outcome: nearly every row is a combination of its own."""
    draw = random.Random(20)
    names = [f"x{place}" for place in range(10)] + [f"c{place}" for place in range(len(LEVELS))]
    with open(path, "w") as file:
        file.write(",".join(names + ["y"]) + "\n")
        for _ in range(rows):
            numbers = [int(draw.random() * 40) for _ in range(10)]
            codes = [int(draw.random() * count) for count in LEVELS]
            odds = sum(numbers) / 200 - 1 + sum(codes) / 50 - 0.5
            happens = draw.random() < 1 / (1 + math.exp(-odds))
            fields = [str(number) for number in numbers] + [f"l{code}" for code in codes]
            file.write(",".join(fields + ["1" if happens else "0"]) + "\n")
