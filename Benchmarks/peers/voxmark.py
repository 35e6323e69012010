"""How Voxmark is run: the recipes, and the commands."""

import json
import subprocess
from pathlib import Path

RECIPE = """\
# Written by Benchmarks/peers: every family, {bins} bins.
voxmark: 1
name: {name}
block: {block}
discretisation:
  texture: {{bin-number: {bins}}}
  ivh: none
features:
  families: all
  aggregations: {aggregations}
{autocorrelation}"""


class Voxmark:
    """The program and the recipes that it is measured with."""

    def __init__(self, program: Path, folder: Path, bins: int):
        self.program = str(program)
        folder.mkdir(parents=True, exist_ok=True)
        without = "  spatial-autocorrelation: false\n"
        self.recipes = {
            "3D": self._write(folder / "bench.yaml", 100, bins, "all", without),
            "3D with Moran and Geary": self._write(folder / "bench-moran.yaml", 101, bins, "all", ""),
            "2D": self._write(folder / "bench-2d.yaml", 102, bins, "[2D]", without),
        }

    def features(self, image: Path, mask: Path, recipe: str, threads: int = 1) -> list[str]:
        """The command that computes one case."""
        return [
            self.program, "features", "--image", str(image), "--mask", str(mask), "--recipe", self.recipes[recipe], "--threads", str(threads),
            "--json"]

    def batch(self, archive: Path, output: Path, jobs: int) -> list[str]:
        """The command that computes an archive."""
        return [
            self.program, "run", str(archive), "--recipe", self.recipes["3D"], "--output", str(output), "--jobs", str(jobs),
            "--key-file", str(output.with_suffix(".key"))]

    @staticmethod
    def values(output: str) -> int:
        """How many features of a JSON answer have a value."""
        return sum(feature["status"] == "value" for feature in json.loads(output)["features"])

    def _write(self, path: Path, block: int, bins: int, aggregations: str, autocorrelation: str) -> str:
        text = RECIPE.format(name=path.stem, block=block, bins=bins, aggregations=aggregations, autocorrelation=autocorrelation)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            path.with_name(path.stem + ".concepts.csv").unlink(missing_ok=True)
        subprocess.run([self.program, "vocabulary", path], check=True, stdout=subprocess.DEVNULL)
        return str(path)
