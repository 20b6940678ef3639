#!/usr/bin/python3
"""exports.py CLI WORK ONNXRUNTIME...: do the ONNX Runtimes that people have take our exports, and give our answer?

Exports every model of --models and every case of export_cases.py as QDQ, int8 and int4 x int8 (as int4, and as bytes
in opset 13), runs the file in each ONNX Runtime that is installed for node in the folders ONNXRUNTIME, and compares its
answer with that of `CLI run` on the same input. Prints a table: the relative difference |a - b| / |b| (Euclidean norms,
over all outputs), or what was said. Needs python3-onnx, python3-numpy and node.
"""
import argparse
import json
import pathlib
import subprocess
import sys

import numpy as np
import onnx

import export_cases

HERE = pathlib.Path(__file__).parent
TYPES = {1: ('float32', np.float32), 2: ('uint8', np.uint8), 3: ('int8', np.int8), 5: ('int16', np.int16),
         6: ('int32', np.int32), 7: ('int64', np.int64), 9: ('bool', np.bool_), 11: ('float64', np.float64)}
CONFIGURATIONS = {'int8': ['--weights', 'int8'], 'int4': ['--weights', 'int4'],
                  'int4o13': ['--weights', 'int4', '--opset', '13']}


def inputs_of(path, folder):
    """Seeded inputs of the exported file: [{name, type, shape, file, npy}]."""
    graph = onnx.load(path).graph
    constants = {i.name for i in graph.initializer}
    listed, random = [], np.random.default_rng(7)
    for value in graph.input:
        if value.name in constants:
            continue
        kind = value.type.tensor_type
        shape = [max(d.dim_value, 1) for d in kind.shape.dim]
        name, dtype = TYPES[kind.elem_type]
        if np.issubdtype(dtype, np.floating):
            x = random.uniform(-1, 1, shape).astype(dtype)
        elif name == 'uint8':
            x = random.integers(0, 256, shape).astype(dtype)
        else:
            x = random.integers(0, 2, shape).astype(dtype)
        stem = folder / f'in{len(listed)}'
        np.save(f'{stem}.npy', x)
        x.tofile(f'{stem}.bin')
        listed.append({'name': value.name, 'type': name, 'shape': shape, 'file': f'{stem}.bin', 'npy': f'{stem}.npy'})
    return listed


def cli(arguments, kept=None):
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=600)
    if kept:
        kept.write_text(done.stdout)
    return None if done.returncode == 0 else done.stderr.strip().splitlines()[-1][:160]


def ask(runtime, work, jobs):
    """{name: answer}, whatever crashes on the way."""
    told, left = {}, list(jobs)
    while left:
        listing = work / 'list.json'
        listing.write_text(json.dumps(left))
        done = subprocess.run(['node', HERE / 'exports.mjs', runtime, listing], capture_output=True, text=True)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{')]
        for line in lines:
            told[line['name']] = line
        left = left[len(lines):]
        if left:
            told[left[0]['name']] = {'refused': f'crashed ({done.returncode})'}
            left = left[1:]
    return told


def difference(ours, theirs):
    top = bottom = 0.0
    for a, b in zip(ours, theirs):
        if a.shape != b.shape:
            return f'shapes {a.shape} {b.shape}'
        a, b = a.astype(np.float64), b.astype(np.float64)
        same = (a == b) | (np.isnan(a) & np.isnan(b))
        with np.errstate(invalid='ignore'):
            top += np.where(same, 0, (a - b) ** 2).sum()
        bottom += (b[np.isfinite(b)] ** 2).sum()
    return float(np.sqrt(top / max(bottom, 1e-30)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('cli')
    parser.add_argument('work', type=pathlib.Path)
    parser.add_argument('runtime', nargs='+')
    parser.add_argument('--models', type=pathlib.Path, help='folder of folders with a model.onnx')
    parser.add_argument('--only', default='', help='names that hold this')
    parser.add_argument('--allowed', type=float, default=0.05, help='relative difference that counts as our answer')
    o = parser.parse_args()
    sources = []
    o.work.mkdir(parents=True, exist_ok=True)
    for name, model in export_cases.cases():
        path = o.work / f'{name}.onnx'
        path.write_bytes(model.SerializeToString())
        sources.append((name, path))
    if o.models:
        sources += sorted((p.parent.name, p) for p in o.models.glob('*/model.onnx'))
    rows, jobs = {}, []
    for name, path in sources:
        if o.only not in name:
            continue
        for configuration, options in CONFIGURATIONS.items():
            key = f'{name} {configuration}'
            folder = o.work / name / configuration
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / 'export.onnx'
            # Calibrated with what it is asked: a first export tells the inputs.
            said = cli([o.cli, 'export', path, '--activations', 'int8', *options, '--to', 'qdq', '-o', file])
            if said is None:
                inputs = inputs_of(file, folder)
                given = [word for i in inputs for word in ('--input', f'{i["name"]}={i["npy"]}')]
                said = cli([o.cli, 'export', path, '--activations', 'int8', *options, '--to', 'qdq', '-o', file,
                            *given])
            if said is None:
                quant = [word for word in options if word not in ('--opset', '13')]
                said = cli([o.cli, 'run', path, '--activations', 'int8', *quant, *given, '--runs', '1',
                            '--save-outputs', folder / 'ours', '--json'], folder / 'ours.json')
            rows[key] = said
            if said is None:
                jobs.append({'name': key, 'model': str(file), 'inputs': inputs, 'out': str(folder / 'theirs')})
    columns = []
    for runtime in o.runtime:
        told = ask(runtime, o.work, jobs)
        column = {}
        for job in jobs:
            answer = told[job['name']]
            if 'refused' in answer:
                column[job['name']] = answer['refused']
                continue
            run = json.loads((pathlib.Path(job['model']).parent / 'ours.json').read_text())
            index = {one['name']: one['file'] for one in run['outputs']}
            ours, theirs = [], []
            for i, output in enumerate(answer['outputs']):
                dtype = {t[0]: t[1] for t in TYPES.values()}[output['type']]
                ours.append(np.load(pathlib.Path(job['model']).parent / 'ours' / index[output['name']]))
                theirs.append(np.fromfile(f'{job["out"]}/{i}.bin', dtype).reshape(output['shape']))
            column[job['name']] = difference(ours, theirs)
        columns.append(column)
    bad = 0
    print('| export |', ' | '.join(pathlib.Path(r).name for r in o.runtime), '|')
    print('|---' * (len(columns) + 1) + '|')
    for key, said in rows.items():
        if said is not None:
            print(f'| {key} | not exported: {said} |')
            continue
        cells = []
        for column in columns:
            value = column[key]
            fine = isinstance(value, float) and value <= o.allowed
            bad += not fine
            cells.append(f'{value:.1e}{"" if fine else " !"}' if isinstance(value, float) else f'! {value}')
        print(f'| {key} |', ' | '.join(cells), '|')
    print(f'{len(jobs)} exports, {sum(s is not None for s in rows.values())} not exported, '
          f'{bad} of {len(jobs) * len(columns)} runs refused or different', file=sys.stderr)
    return bad > 0


if __name__ == '__main__':
    sys.exit(main())
