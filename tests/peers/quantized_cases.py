#!/usr/bin/env python3
"""Random small cases for the operators of quantized models, with ONNX Runtime's answers.

    tests/peers/quantized_cases.py FOLDER --onnxruntime DIR [--seed N]
    bitladder-cli conformance FOLDER

DIR is where `npm install onnxruntime-node` was run. FOLDER gets one folder for each case in the layout of the ONNX backend
tests (model.onnx, test_data_set_0/input_K.pb, output_K.pb). `conformance` wants integers equal to the bit and floats within
a thousandth. Needs numpy and onnx. What ONNX Runtime refuses is listed and left out.
"""
import argparse
import collections
import json
import pathlib
import subprocess

import numpy as np
import onnx
from onnx import TensorProto, helper

FLOAT, INT32 = TensorProto.FLOAT, TensorProto.INT32
UINT8, INT8, UINT16, INT16 = TensorProto.UINT8, TensorProto.INT8, TensorProto.UINT16, TensorProto.INT16
E4M3FN, E4M3FNUZ, E5M2, E5M2FNUZ, UINT4, INT4 = range(17, 23)  # newer than the onnx packages of older systems
FLOAT8 = (E4M3FN, E4M3FNUZ, E5M2, E5M2FNUZ)
NUMPY = {FLOAT: np.float32, INT32: np.int32, UINT8: np.uint8, INT8: np.int8, UINT16: np.uint16, INT16: np.int16}
TYPES = {np.dtype(dtype).name: kind for kind, dtype in NUMPY.items()}
NAMES = {UINT8: 'u8', INT8: 's8', UINT16: 'u16', INT16: 's16', UINT4: 'u4', INT4: 's4', E4M3FN: 'e4m3fn',
         E4M3FNUZ: 'e4m3fnuz', E5M2: 'e5m2', E5M2FNUZ: 'e5m2fnuz'}
LIMITS = {UINT8: (0, 255), INT8: (-128, 127), UINT16: (0, 65535), INT16: (-32768, 32767), UINT4: (0, 15), INT4: (-8, 7)}
PRODUCTS = ((UINT8, INT8), (UINT8, UINT8), (INT8, INT8), (INT8, UINT8))
SPREAD = 74  # the standard deviation of uniform 8-bit codes


def tensor(name, kind, values):
    values = np.asarray(values)
    proto = TensorProto(name=name, data_type=kind, dims=values.shape)
    if kind in (UINT4, INT4):
        nibbles = [int(v) & 15 for v in values.ravel()] + [0] * (values.size % 2)
        proto.raw_data = bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2]))
    else:
        proto.raw_data = np.ascontiguousarray(values.astype(NUMPY.get(kind, np.uint8))).tobytes()
    return proto


class Cases:
    def __init__(self, folder, seed):
        self.folder = pathlib.Path(folder)
        self.random = np.random.default_rng(seed)
        self.seed = seed
        self.made = []

    # --- random parts --------------------------------------------------------------------------------------------------

    def scale(self, shape=()):
        return self.random.uniform(0.003, 0.2, shape).astype(np.float32)

    def zero(self, kind, shape=()):
        """Near the middle of the codes, so that few results are cut off."""
        low, high = LIMITS[kind]
        middle, third = (low + high + 1) // 2, (high - low) // 6
        return self.random.integers(middle - third, middle + third + 1, shape)

    def codes(self, kind, shape):
        low, high = LIMITS[kind]
        return self.random.integers(low, high + 1, shape)

    def weights(self, kind, other, shape):
        # Without VNNI, ONNX Runtime adds pairs of u8·s8 products in 16 bits that saturate; of 7 bits they fit.
        if (other, kind) == (UINT8, INT8):
            return self.random.integers(-64, 64, shape)
        return self.codes(kind, shape)

    def floats(self, shape, scale):
        """Normal, and one in five right between two codes."""
        x = (self.random.normal(0, 1, shape) * 120 * np.max(scale)).astype(np.float32)
        flat = x.ravel()
        some = self.random.choice(flat.size, max(1, flat.size // 5), replace=False)
        flat[some] = (self.random.integers(-90, 90, some.size) + 0.5).astype(np.float32) * np.ravel(scale)[0]
        return x

    def whole(self, low, high, count=None):
        drawn = self.random.integers(low, high, count)
        return int(drawn) if count is None else [int(v) for v in drawn]

    def maybe(self, chance=0.5):
        return self.random.random() < chance

    # --- one case ------------------------------------------------------------------------------------------------------

    def add(self, what, nodes, inputs, constants, outputs, opset=13):
        """nodes: (op, inputs, outputs, attributes); inputs and constants: {name: (type, values)}; outputs: {name: (type, rank)}.
        Operators that ONNX does not have are ONNX Runtime's own."""
        own = {'QGemm', 'MatMulNBits'}
        made = [helper.make_node(op, ins, outs, name=f'{op}_{i}', **attributes,
                                 **({'domain': 'com.microsoft'} if op in own or op.startswith('QLinear') and op not in
                                    ('QLinearConv', 'QLinearMatMul') else {}))
                for i, (op, ins, outs, attributes) in enumerate(nodes)]
        values = [helper.make_tensor_value_info(name, kind, list(np.shape(x))) for name, (kind, x) in inputs.items()]
        results = [helper.make_tensor_value_info(name, kind, [None] * rank) for name, (kind, rank) in outputs.items()]
        graph = helper.make_graph(made, 'case', values, results,
                                  [tensor(name, kind, x) for name, (kind, x) in constants.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', opset),
                                                        helper.make_opsetid('com.microsoft', 1)])
        model.ir_version = 10
        name = f'{what}_{self.seed}_{len(self.made):04d}'
        data = self.folder / name / 'test_data_set_0'
        data.mkdir(parents=True, exist_ok=True)
        onnx.save(model, str(self.folder / name / 'model.onnx'))
        fed = []
        for i, (value, (kind, x)) in enumerate(inputs.items()):
            x = np.ascontiguousarray(np.asarray(x).astype(NUMPY[kind]))
            (data / f'input_{i}.pb').write_bytes(tensor(value, kind, x).SerializeToString())
            (self.folder / name / f'fed_{i}.bin').write_bytes(x.tobytes())
            fed.append({'name': value, 'type': x.dtype.name, 'shape': list(x.shape), 'file': f'fed_{i}.bin'})
        self.made.append({'folder': name, 'inputs': fed})

    def result(self, kind, scale):
        return {'ys': (FLOAT, np.float32(scale)), 'yz': (kind, self.zero(kind))}

    # --- operators -----------------------------------------------------------------------------------------------------

    def linear(self):
        """QuantizeLinear and DequantizeLinear: per tensor, along an axis, in blocks."""
        shapes = ((7,), (3, 5), (2, 3, 5), (2, 3, 4, 5), (1, 17, 3))
        for kind in (UINT8, INT8, UINT16, INT16, UINT4, INT4, *FLOAT8):
            for granularity in ('tensor', 'axis', 'block'):
                for turn in range(3):
                    shape = shapes[self.whole(1, len(shapes))]
                    axis = self.whole(0, len(shape))
                    attributes, of_scale = {}, []
                    if granularity == 'axis':
                        of_scale = [shape[axis]]
                    elif granularity == 'block':
                        size = self.whole(1, max(2, shape[axis]))
                        of_scale = list(shape)
                        of_scale[axis] = -(-shape[axis] // size)
                        attributes['block_size'] = size
                    if granularity != 'tensor':
                        attributes['axis'] = axis if turn % 2 else axis - len(shape)
                    scale = self.scale(of_scale) * np.float32(8 if kind in (UINT4, INT4) else 1)
                    zero = self.zero(kind, of_scale) if kind in LIMITS else np.zeros(of_scale)
                    grid = {'s': (FLOAT, scale), 'z': (kind, zero)}
                    # What cannot be handed over to node goes through casts, which are exact for codes.
                    direct = kind in NUMPY
                    nodes = [('QuantizeLinear', ['x', 's', 'z'], ['q'], attributes)]
                    if not direct:
                        nodes.append(('Cast', ['q'], ['y'], {'to': FLOAT}))
                    self.add(f'QuantizeLinear_{NAMES[kind]}_{granularity}', nodes, {'x': (FLOAT, self.floats(shape, scale))},
                             grid, {'q' if direct else 'y': (kind if direct else FLOAT, len(shape))}, 21)
                    nodes = [('DequantizeLinear', ['q', 's', 'z'], ['y'], attributes)]
                    if direct:
                        fed = {'q': (kind, self.codes(kind, shape))}
                    else:
                        codes = self.codes(kind, shape) if kind in LIMITS else self.random.normal(0, 20, shape)
                        fed = {'f': (FLOAT, codes)}
                        nodes.insert(0, ('Cast', ['f'], ['q'], {'to': kind}))
                    self.add(f'DequantizeLinear_{NAMES[kind]}_{granularity}', nodes, fed, grid, {'y': (FLOAT, len(shape))}, 21)

    def dynamic(self):
        normal = self.random.normal
        for x in (self.floats((3, 7), 0.1), np.abs(self.floats((2, 5, 3), 0.05)), -np.abs(self.floats((9,), 0.02)),
                  np.zeros(4), np.full(3, 7.5), normal(0, 1e-6, (5, 5)), normal(0, 1e6, (5, 5)),
                  *(normal(normal(), 1, (13, 11)) for _ in range(6))):
            self.add('DynamicQuantizeLinear', [('DynamicQuantizeLinear', ['x'], ['q', 's', 'z'], {})], {'x': (FLOAT, x)}, {},
                     {'q': (UINT8, np.ndim(x)), 's': (FLOAT, 0), 'z': (UINT8, 0)})

    def convolutions(self):
        for x_kind, w_kind in PRODUCTS[:3]:
            for turn in range(28):
                dims = int(self.random.choice([1, 2, 2, 2, 3]))
                group = int(self.random.choice([1, 1, 2, 3]))
                if self.maybe(0.25):  # depthwise
                    group = channels = self.whole(2, 9)
                    results = group * self.whole(1, 3)
                else:
                    channels, results = self.whole(1, 5) * group, self.whole(1, 5) * group
                attributes = {'kernel_shape': self.whole(1, 4, dims), 'strides': self.whole(1, 3, dims),
                              'dilations': self.whole(1, 3, dims), 'group': group}
                if self.maybe(0.2):
                    attributes |= {'auto_pad': str(self.random.choice(['SAME_UPPER', 'SAME_LOWER', 'VALID'])),
                                   'dilations': [1] * dims}
                else:
                    attributes['pads'] = self.whole(0, 3, 2 * dims)
                shape = (self.whole(1, 3), channels, *self.whole(6, 12, dims))
                w_shape = (results, channels // group, *attributes['kernel_shape'])
                each = [results] if turn % 2 else []
                x_scale, w_scale = self.scale(), self.scale(each) * np.float32(0.2)
                w_zero = np.zeros(each) if w_kind == INT8 else np.full(each, int(self.zero(w_kind)))
                depth = np.prod(w_shape[1:])
                y_scale = x_scale * np.mean(w_scale) * SPREAD**2 * np.sqrt(depth) / 60 * self.random.uniform(0.5, 2)
                weights = {'w': (w_kind, self.weights(w_kind, x_kind, w_shape))}
                fed = {'x': (x_kind, self.codes(x_kind, shape))}
                kept = {'xs': (FLOAT, x_scale), 'xz': (x_kind, self.zero(x_kind)), 'ws': (FLOAT, w_scale), 'wz': (w_kind, w_zero),
                        **self.result(x_kind, y_scale)}
                named = ['x', 'xs', 'xz', 'w', 'ws', 'wz', 'ys', 'yz']
                if self.maybe(0.6):
                    kept['b'] = (INT32, self.random.integers(-20000, 20000, results))
                    named.append('b')
                constant = turn % 4 < 2  # constant weights are a layer, others an operator
                self.add(f'QLinearConv_{NAMES[x_kind]}{NAMES[w_kind]}', [('QLinearConv', named, ['y'], attributes)],
                         fed if constant else fed | weights, kept | weights if constant else kept, {'y': (x_kind, dims + 2)})
                if not each:
                    self.add(f'ConvInteger_{NAMES[x_kind]}{NAMES[w_kind]}',
                             [('ConvInteger', ['x', 'w', 'xz', 'wz'], ['y'], attributes)], fed | weights,
                             {'xz': kept['xz'], 'wz': kept['wz']}, {'y': (INT32, dims + 2)})

    def products(self):
        for x_kind, w_kind in PRODUCTS:
            for turn in range(12):
                m, k, n = self.whole(1, 40, 3)
                batch = ((), (2,), (2, 3), ())[turn % 4]
                constant, per_column = turn % 2 == 0, turn % 4 == 3
                w_shape = (k, n) if turn % 3 or constant else (*batch, k, n)
                each = [n] if per_column and len(w_shape) == 2 else []
                x_scale, w_scale, w_zero = self.scale(), self.scale(each) * np.float32(0.2), int(self.zero(w_kind))
                y_scale = x_scale * np.mean(w_scale) * SPREAD**2 * np.sqrt(k) / 60
                weights = {'b': (w_kind, self.weights(w_kind, x_kind, w_shape))}
                fed = {'a': (x_kind, self.codes(x_kind, (*batch, m, k)))}
                grids = {'as': (FLOAT, x_scale), 'az': (x_kind, self.zero(x_kind)), 'bs': (FLOAT, w_scale),
                         'bz': (w_kind, np.full(each, w_zero))}
                name, rank = NAMES[x_kind] + NAMES[w_kind], max(len(batch) + 2, len(w_shape))
                inputs, kept = (fed, grids | weights) if constant else (fed | weights, grids)
                self.add(f'MatMulInteger_{name}', [('MatMulInteger', ['a', 'b', 'az', 'bz'], ['y'], {})], inputs,
                         {key: value for key, value in kept.items() if key in ('az', 'bz', 'b')}, {'y': (INT32, rank)})
                if (x_kind, w_kind) == PRODUCTS[3]:
                    continue  # ONNX Runtime has the others only
                self.add(f'QLinearMatMul_{name}',
                         [('QLinearMatMul', ['a', 'as', 'az', 'b', 'bs', 'bz', 'ys', 'yz'], ['y'], {})], inputs,
                         kept | self.result(x_kind, y_scale), {'y': (x_kind, rank)}, 10 if turn % 2 else 21)
                self.gemm(x_kind, w_kind, turn, (m, k, n))

    def gemm(self, x_kind, w_kind, turn, extents):
        m, k, n = extents
        turned, weights_turned, each = turn % 5 == 1, turn % 2 == 1, [n] if turn % 3 == 1 else []
        x_scale, w_scale = self.scale(), self.scale(each) * np.float32(0.2)
        kept = {'as': (FLOAT, x_scale), 'az': (x_kind, self.zero(x_kind)), 'bs': (FLOAT, w_scale),
                'bz': (w_kind, np.full(each, int(self.zero(w_kind))))}
        inputs = {'a': (x_kind, self.codes(x_kind, (k, m) if turned else (m, k)))}
        (kept if turn % 4 < 2 else inputs)['b'] = (w_kind, self.weights(w_kind, x_kind, (n, k) if weights_turned else (k, n)))
        named = ['a', 'as', 'az', 'b', 'bs', 'bz', '']
        if turn % 3:
            kept['c'] = (INT32, self.random.integers(-9000, 9000, (n,) if turn % 2 else (1, n)))
            named[-1] = 'c'
        to_float = turn % 6 == 5
        if not to_float:
            kept |= self.result(x_kind, x_scale * np.mean(w_scale) * SPREAD**2 * np.sqrt(k) / 60)
            named += ['ys', 'yz']
        self.add(f'QGemm_{NAMES[x_kind]}{NAMES[w_kind]}', [('QGemm', named, ['y'], {
            'transA': int(turned), 'transB': int(weights_turned), 'alpha': 1.0 if turn % 4 else 0.7})], inputs, kept,
            {'y': (FLOAT if to_float else x_kind, 2)})

    def elementwise(self):
        pairs = (((3, 5), (3, 5)), ((2, 3, 4, 5), (3, 1, 1)), ((7,), (4, 7)), ((1,), (5, 6)), ((2, 1, 4), (1, 3, 1)),
                 ((33,), (33,)), ((2, 40), (40,)))
        for kind in (UINT8, INT8):
            for op in ('QLinearAdd', 'QLinearMul'):
                for turn, (left, right) in enumerate(pairs * 2):
                    a, b = self.scale(), self.scale()
                    inputs = {'a': (kind, self.codes(kind, left))}
                    kept = {'as': (FLOAT, a), 'az': (kind, self.zero(kind)), 'bs': (FLOAT, b), 'bz': (kind, self.zero(kind)),
                            **self.result(kind, a + b if op == 'QLinearAdd' else a * b * 100)}
                    (inputs if turn < len(pairs) else kept)['b'] = (kind, self.codes(kind, right))
                    self.add(f'{op}_{NAMES[kind]}', [(op, ['a', 'as', 'az', 'b', 'bs', 'bz', 'ys', 'yz'], ['y'], {})], inputs,
                             kept, {'y': (kind, max(len(left), len(right)))})

    def unary(self, op, kind, shape, y_scale, attributes):
        """x, scale, zero, y scale, y zero; y_scale as a multiple of x's scale, or on its own."""
        scale = self.scale()
        self.add(f'{op}_{NAMES[kind]}', [(op, ['x', 'xs', 'xz', 'ys', 'yz'], ['y'], attributes)],
                 {'x': (kind, self.codes(kind, shape))},
                 {'xs': (FLOAT, scale), 'xz': (kind, self.zero(kind)), **self.result(kind, y_scale(scale))},
                 {'y': (kind, len(shape))})

    def pooling(self):
        shapes = ((2, 3, 5, 7), (1, 8, 3, 3), (2, 5, 4), (1, 3, 9, 9), (1, 2, 4, 5, 6))
        for kind in (UINT8, INT8):
            for turn in range(20):
                shape, last = shapes[turn % 5], int(turn % 2)
                dims = len(shape) - 2
                shape = (shape[0], *shape[2:], shape[1]) if last else shape
                self.unary('QLinearGlobalAveragePool', kind, shape, lambda s: s * np.float32(0.3), {'channels_last': last})
                kernel = self.whole(1, 4, dims)
                self.unary('QLinearAveragePool', kind, shape, lambda s: s * np.float32(self.random.uniform(0.3, 1)), {
                    'channels_last': last, 'kernel_shape': kernel, 'strides': self.whole(1, 3, dims),
                    'pads': [self.whole(0, k) for k in kernel * 2], 'count_include_pad': self.whole(0, 2),
                    'ceil_mode': self.whole(0, 2)})

    def curves(self):
        for kind in (UINT8, INT8):
            for _ in range(6):
                self.unary('QLinearLeakyRelu', kind, (3, 87), lambda s: s * np.float32(self.random.uniform(0.7, 1.5)),
                           {'alpha': float(self.random.uniform(0.01, 0.4))})
                self.unary('QLinearSigmoid', kind, (3, 87), lambda s: np.float32(self.random.uniform(0.7, 1.5) / 256), {})

    def concat(self):
        for kind in (UINT8, INT8):
            for _ in range(6):
                axis, inputs, kept = self.whole(0, 3), {}, self.result(kind, self.scale())
                named = ['ys', 'yz']
                for part in range(self.whole(1, 4)):
                    shape = [2, 3, 5]
                    shape[axis] = self.whole(1, 6)
                    inputs[f'x{part}'] = (kind, self.codes(kind, shape))
                    kept |= {f's{part}': (FLOAT, self.scale()), f'z{part}': (kind, self.zero(kind))}
                    named += [f'x{part}', f's{part}', f'z{part}']
                self.add(f'QLinearConcat_{NAMES[kind]}', [('QLinearConcat', named, ['y'], {'axis': axis})], inputs, kept,
                         {'y': (kind, 3)})

    def blocks(self):
        """MatMulNBits: with packed, float and no zero points."""
        for bits in (4, 8, 2):
            for turn in range(12):
                block = (16, 32, 64, 128)[turn % 4]
                k = int(self.random.choice([block, block * 2, block * 2 + 16, block * 3 - 5]))
                n, m = self.whole(1, 40), self.whole(1, 5)
                per_row = -(-k // block)
                kept = {'B': (UINT8, self.random.integers(0, 256, (n, per_row, block * bits // 8))),
                        's': (FLOAT, self.scale((n * per_row,)))}
                named = ['a', 'B', 's', '', '', '']
                if turn % 3 == 1:
                    kept['z'] = (UINT8, self.random.integers(0, 256, n * ((per_row * bits + 7) // 8)))
                    named[3] = 'z'
                elif turn % 3 == 2 and bits != 8:  # ONNX Runtime refuses these for 8 bits
                    kept['z'] = (FLOAT, self.random.uniform(0, 2**bits, n * per_row))
                    named[3] = 'z'
                if turn % 4 == 3:
                    kept['b'] = (FLOAT, self.random.normal(0, 1, n))
                    named[5] = 'b'
                while not named[-1]:
                    named.pop()
                shape = (2, m, k) if turn % 2 else (m, k)
                self.add(f'MatMulNBits_{bits}', [('MatMulNBits', named, ['y'], {
                    'K': k, 'N': n, 'bits': bits, 'block_size': block})], {'a': (FLOAT, self.random.normal(0, 1, shape))}, kept,
                    {'y': (FLOAT, len(shape))}, 17)


def answer(cases, installed, node):
    """Puts ONNX Runtime's outputs beside the inputs; what it refuses is told and removed."""
    (cases.folder / 'cases.json').write_text(json.dumps(cases.made))
    script = pathlib.Path(__file__).with_name('answers.mjs')
    told = json.loads(subprocess.run([node, script, installed, cases.folder], check=True, capture_output=True, text=True).stdout)
    (cases.folder / 'cases.json').unlink()
    counts = collections.Counter()
    for case in cases.made:
        folder, got = cases.folder / case['folder'], told[case['folder']]
        for i, output in enumerate(got.get('outputs', ())):
            values = np.fromfile(folder / f'answer_{i}.bin', output['type']).reshape(output['shape'])
            proto = tensor(output['name'], TYPES[output['type']], values)
            (folder / 'test_data_set_0' / f'output_{i}.pb').write_bytes(proto.SerializeToString())
        for left in folder.glob('*.bin'):
            left.unlink()
        if 'refused' in got:
            print(f"{case['folder']} refused: {got['refused']}")
            for left in (*folder.glob('*/*'), folder / 'test_data_set_0', folder / 'model.onnx'):
                left.rmdir() if left.is_dir() else left.unlink()
            folder.rmdir()
        counts[case['folder'].split('_')[0]] += 'refused' not in got
    for op, count in counts.items():
        print(f'{op}: {count} cases')
    print(f'{sum(counts.values())} cases in {cases.folder}')


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('folder')
    arguments.add_argument('--onnxruntime', required=True, metavar='DIR', help='folder whose node_modules has onnxruntime-node')
    arguments.add_argument('--seed', type=int, default=1)
    arguments.add_argument('--node', default='node', help='the program node')
    given = arguments.parse_args()
    cases = Cases(given.folder, given.seed)
    for make in (cases.linear, cases.dynamic, cases.convolutions, cases.products, cases.elementwise, cases.pooling, cases.curves,
                 cases.concat, cases.blocks):
        make()
    answer(cases, given.onnxruntime, given.node)


if __name__ == '__main__':
    main()
