#!/usr/bin/env python3
"""Sends recipes of the samples out in every way that holds them, opens the files, and compares codes.

    tests/oracles/round_trip.py CLI [SAMPLE…]

CLI is a built bitladder-cli; a sample is a folder of samples/ (all of them where none is named). For every sample, recipe
and format: the codes of the recipe as `--to codes` writes them, beside those of the exported file opened as it is, and
beside those of the recipe as `quantize` wrote it. Scales are compared with the codes, byte by byte. What a format refuses is said with its first reason. Exits
with 1 where a code differs.
"""
import pathlib
import subprocess
import sys
import tempfile
import zipfile

RECIPES = {  # name: weights, activations
    "W8A8": ("int8", "int8"), "W4A8": ("int4", "int8"), "W4A4": ("int4", "int4"), "W3A4": ("int3", "int4"),
    "binary": ("binary", "binary"), "ternary": ("ternary", "int8"), "code book": ("kmeans3", "int8"),
    "code book alone": ("kmeans3", "float32"), "power of two": ("pow2_4", "int8"), "own": (None, None)}
FORMATS = ("recipe", "qdq", "qonnx")


def call(*arguments):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True)
    words = (done.stderr or done.stdout).strip().splitlines()
    return done.returncode, words[0] if words else ""


def arrays(path):
    """The arrays of each layer, by its place: the names that a reader gives may differ."""
    with zipfile.ZipFile(path) as archive:
        layers = {}
        for name in archive.namelist():
            if not name.endswith(".npy"):
                continue
            layer, _, what = name[:-len(".npy")].rpartition("/")
            layers.setdefault(layer, {})[what] = archive.read(name)
    return list(layers.values())


def compare(cli, model, pictures, recipe, folder):
    source = folder / "source.npz"
    own = model.parent / "recipe.json"
    asked = ["--recipe", own] if recipe == (None, None) else ["--weights", recipe[0], "--activations", recipe[1]]
    if recipe == (None, None) and not own.exists():
        return {}
    asked += ["--calibration", pictures] if pictures else []
    code, words = call(cli, "export", model, *asked, "--to", "codes", "-o", source)
    if code:
        return {"codes": f"refused: {words}"}
    results = {}
    for form in FORMATS:
        out, back = folder / f"{form}.onnx", folder / f"{form}.npz"
        opened = [out]
        if form == "recipe":
            opened = [model, "--recipe", folder / "recipe.json", *(["--calibration", pictures] if pictures else [])]
            code, words = call(cli, "quantize", model, *asked, "-o", folder / "recipe.json")
        else:
            code, words = call(cli, "export", model, *asked, "--to", form, "-o", out)
        if code:
            results[form] = f"refused: {words}"
            continue
        code, words = call(cli, "export", *opened, "--to", "codes", "-o", back)
        if code:
            results[form] = f"DIFFERENT: not read back: {words}"
            continue
        there, here = arrays(source), arrays(back)
        wrong = [k for k, (a, b) in enumerate(zip(there, here)) if a.get("codes") != b.get("codes")]
        scales = [k for k, (a, b) in enumerate(zip(there, here)) if a.get("scales") != b.get("scales")]
        if len(there) != len(here) or wrong:
            results[form] = f"DIFFERENT: {len(there)} and {len(here)} layers, codes differ in {wrong}"
        else:
            results[form] = f"{len(there)} layers, equal codes" + (f"; scales differ in {scales}" if scales else "")
    return results


def main():
    cli, *names = sys.argv[1:]
    root = pathlib.Path(__file__).resolve().parents[2] / "samples"
    different = False
    for model in sorted(root.glob("*/*.onnx")):
        if names and model.parent.name not in names:
            continue
        pictures = next((model.parent / p for p in ("pictures", "points") if (model.parent / p).is_dir()), None)
        for name, recipe in RECIPES.items():
            with tempfile.TemporaryDirectory() as folder:
                for form, said in compare(cli, model, pictures, recipe, pathlib.Path(folder)).items():
                    print(f"{model.parent.name:8} {name:16} {form:6} {said}", flush=True)
                    different |= said.startswith("DIFFERENT")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
