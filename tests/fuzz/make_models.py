#!/usr/bin/env python3
"""Writes the seed models of the corpus: small files with the kinds of nodes, types and tensors that the samples do not have.

    tests/fuzz/make_models.py tests/fuzz/corpus/model

Needs onnx; float8, float4 and the integers of two and four bits are written as raw bytes, since older packages do not know them.
"""
import pathlib
import sys

import onnx
from onnx import TensorProto, helper

FLOAT, UINT8, INT8, INT32, INT64, BOOL = (TensorProto.FLOAT, TensorProto.UINT8, TensorProto.INT8, TensorProto.INT32,
                                          TensorProto.INT64, TensorProto.BOOL)
FLOAT8 = {'e4m3fn': 17, 'e4m3fnuz': 18, 'e5m2': 19, 'e5m2fnuz': 20}
UINT4, INT4, FLOAT4, E8M0, UINT2, INT2 = 21, 22, 23, 24, 25, 26


def raw(name, kind, dims, data):
    return TensorProto(name=name, data_type=kind, dims=dims, raw_data=bytes(data))


def floats(name, values, dims=()):
    return helper.make_tensor(name, FLOAT, dims, values)


def whole(name, values, kind=INT64, dims=None):
    return helper.make_tensor(name, kind, [len(values)] if dims is None else dims, values)


def value(name, *dims, kind=FLOAT):
    return helper.make_tensor_value_info(name, kind, dims)


def node(op, inputs, outputs, domain='', **attributes):
    return helper.make_node(op, inputs.split(), outputs.split(), name=outputs.split()[0] + '_node', domain=domain, **attributes)


def write(folder, name, nodes, inputs, outputs, constants=(), opset=25, domains=(), functions=()):
    graph = helper.make_graph(nodes, name, inputs, outputs, constants)
    opsets = [helper.make_opsetid('', opset), *(helper.make_opsetid(domain, 1) for domain in domains)]
    model = helper.make_model(graph, opset_imports=opsets, functions=functions)
    model.ir_version = 10
    (folder / f'{name}.onnx').write_bytes(model.SerializeToString())


def small_floats(folder):
    for name, kind in FLOAT8.items():
        write(folder, f'float8_{name}', [node('QuantizeLinear', 'x s z', 'q'), node('DequantizeLinear', 'q s z', 'h'),
                                         node('DequantizeLinear', 'w s z', 'v'), node('MatMul', 'h v', 'y')],
              [value('x', 2, 3)], [value('y', 2, 2)],
              [floats('s', [0.5]), raw('z', kind, [], [0]), raw('w', kind, [3, 2], [1, 0x38, 0x7e, 0x81, 0x40, 0xc4])])
    write(folder, 'float4_blocks', [node('DequantizeLinear', 'w s', 'v', axis=0, block_size=2, output_dtype=FLOAT),
                                    node('MatMul', 'x v', 'y')],
          [value('x', 2, 4)], [value('y', 2, 1)],
          [raw('w', FLOAT4, [4, 1], [0x71, 0xf3]), raw('s', E8M0, [2, 1], [127, 130])])


def few_bits(folder):
    write(folder, 'two_bits', [node('DequantizeLinear', 'a s', 'v'), node('DequantizeLinear', 'b s', 'w'),
                               node('Add', 'v w', 'h'), node('Gemm', 'x h', 'y')],
          [value('x', 1, 5)], [value('y', 1, 1)],
          [floats('s', [0.25]), raw('a', UINT2, [5, 1], [0xe4, 0x03]), raw('b', INT2, [5, 1], [0x1b, 0x02])])
    write(folder, 'four_bits', [node('DequantizeLinear', 'w s z', 'v', axis=1), node('MatMul', 'x v', 'y')],
          [value('x', 1, 3)], [value('y', 1, 2)],
          [floats('s', [0.1, 0.2], [2]), raw('z', INT4, [2], [0x1f]), raw('w', INT4, [3, 2], [0x21, 0x87, 0xf0])])
    write(folder, 'any_width', [node('IntQuant', 'x s z b', 'h', 'qonnx.custom_op.general', signed=1, narrow=0,
                                     rounding_mode='ROUND'),
                                node('Quant', 'w s z b', 'v', 'onnx.brevitas', signed=1, narrow=1, rounding_mode='FLOOR'),
                                node('MatMul', 'h v', 'p'), node('BipolarQuant', 'p s', 'g', 'qonnx.custom_op.general'),
                                node('Trunc', 'g s z b one', 'y', 'qonnx.custom_op.general', rounding_mode='FLOOR')],
          [value('x', 1, 2)], [value('y', 1, 2)],
          [floats('s', [0.5]), floats('z', [0]), floats('b', [3]), floats('one', [1]), floats('w', [1, -1, 0.5, 2], [2, 2])],
          13, ('qonnx.custom_op.general', 'onnx.brevitas'))


def quantized(folder):
    grid = [floats('s', [0.05]), raw('z', UINT8, [], [120]), floats('t', [0.01]), raw('o', INT8, [], [0])]
    write(folder, 'quantized_nodes',
          [node('QuantizeLinear', 'x s z', 'a'),
           node('QLinearConv', 'a s z w t o s z b', 'c', pads=[1, 1, 1, 1]),
           node('QLinearMul', 'c s z a s z s z', 'm', 'com.microsoft'),
           node('QLinearAdd', 'c s z m s z s z', 'd', 'com.microsoft'),
           node('QLinearConcat', 's z c s z d s z', 'e', 'com.microsoft', axis=1),
           node('QLinearAveragePool', 'e s z s z', 'f', 'com.microsoft', kernel_shape=[2, 2], pads=[1, 0, 0, 1], ceil_mode=1),
           node('QLinearGlobalAveragePool', 'f s z s z', 'g', 'com.microsoft', channels_last=0),
           node('QLinearLeakyRelu', 'g s z s z', 'i', 'com.microsoft', alpha=0.1),
           node('QLinearSigmoid', 'i s z s z', 'j', 'com.microsoft'), node('Flatten', 'j', 'k'),
           node('QGemm', 'k s z v t o n s z', 'l', 'com.microsoft', transB=1),
           node('DequantizeLinear', 'l s z', 'y')],
          [value('x', 1, 2, 4, 4)], [value('y', 1, 2)],
          grid + [raw('w', INT8, [2, 2, 3, 3], [(i * 37) % 256 for i in range(36)]), whole('b', [10, -20], INT32),
                  raw('v', INT8, [2, 4], range(8)), whole('n', [3, -4], INT32)], 13, ('com.microsoft',))
    write(folder, 'integer_nodes',
          [node('DynamicQuantizeLinear', 'x', 'q s z'), node('MatMulInteger', 'q w z', 'p'), node('Cast', 'p', 'h', to=FLOAT),
           node('MatMulNBits', 'h u t', 'y', 'com.microsoft', K=2, N=2, bits=4, block_size=16)],
          [value('x', 3, 2)], [value('y', 3, 2)],
          [raw('w', INT8, [2, 2], [1, 255, 3, 4]), raw('u', UINT8, [2, 1, 8], range(16)), floats('t', [0.5, 0.25], [2])], 17,
          ('com.microsoft',))


def control(folder):
    step = helper.make_graph([node('Add', 'before x', 'after'), node('Identity', 'go', 'on')], 'step',
                             [value('i', kind=INT64), value('go', kind=BOOL), value('before', 2)],
                             [value('on', kind=BOOL), value('after', 2), value('after', 2)])
    write(folder, 'loop', [node('Loop', 'n c s', 'last each', body=step), node('Add', 'last each', 'y')],
          [value('x', 2)], [value('y', 3, 2)], [whole('n', [3], dims=[]), whole('c', [1], BOOL, []), floats('s', [0, 1], [2])], 17)
    scanned = helper.make_graph([node('Add', 'state part', 'sum'), node('Relu', 'sum', 'out')], 'scanned',
                                [value('state', 2), value('part', 2)], [value('sum', 2), value('out', 2)])
    write(folder, 'scan', [node('Scan', 's x', 'last y', body=scanned, num_scan_inputs=1)], [value('x', 3, 2)],
          [value('y', 3, 2)], [floats('s', [0, 1], [2])], 17)
    sides = [helper.make_graph([node(op, 'x', 'side')], op, [], [value('side', 2)]) for op in ('Neg', 'Abs')]
    write(folder, 'if', [node('ReduceSum', 'x', 'sum', keepdims=0), node('Greater', 'sum zero', 'positive'),
                         node('If', 'positive', 'y', then_branch=sides[0], else_branch=sides[1])],
          [value('x', 2)], [value('y', 2)], [floats('zero', [0])], 17)
    one = [helper.make_opsetid('', 17)]
    inner = helper.make_function('own', 'Inner', ['a'], ['b'], [node('Relu', 'a', 'b')], one)
    body = [node('Inner', 'a', 'c', 'own'), node('Mul', 'c c', 'b')]
    outer = helper.make_function('own', 'Outer', ['a'], ['b'], body, one + [helper.make_opsetid('own', 1)])
    write(folder, 'functions', [node('Outer', 'x', 'h', 'own'), node('Inner', 'h', 'y', 'own')], [value('x', 2)], [value('y', 2)],
          opset=17, domains=('own',), functions=(inner, outer))


def tensors(folder):
    outside = TensorProto(name='w', data_type=FLOAT, dims=[2, 2], data_location=TensorProto.EXTERNAL)
    for key, text in (('location', 'weights.bin'), ('offset', '0'), ('length', '16')):
        outside.external_data.add(key=key, value=text)
    write(folder, 'external_data', [node('MatMul', 'x w', 'y')], [value('x', 1, 2)], [value('y', 1, 2)], [outside], 17)
    write(folder, 'contradiction', [node('Gemm', 'x w', 'y')], [value('x', 2, 3)], [value('y', 2, 2)],
          [floats('w', [1] * 8, [4, 2])], 17)
    graph = helper.make_graph([node('MatMul', 'x w', 'y')], 'sparse', [value('x', 1, 2)], [value('y', 1, 2)])
    graph.sparse_initializer.append(helper.make_sparse_tensor(floats('w', [1, 2], [2]), whole('at', [0, 3]), [2, 2]))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)])
    (folder / 'sparse.onnx').write_bytes(model.SerializeToString())
    write(folder, 'recurrent', [node('LSTM', 'x w r b', 'h', hidden_size=2), node('Squeeze', 'h axis', 's'),
                                node('Reshape', 's shape', 'g'), node('Gemm', 'v g', 'y')],
          [value('x', 3, 1, 2)], [value('y', 1, 6)],
          [floats('w', [0.1 * i for i in range(16)], [1, 8, 2]), floats('r', [-0.1 * i for i in range(16)], [1, 8, 2]),
           floats('b', [0] * 16, [1, 16]), whole('axis', [1]), whole('shape', [1, -1]), floats('v', [2], [1, 1])], 17)


def main():
    folder = pathlib.Path(sys.argv[1])
    for make in (small_floats, few_bits, quantized, control, tensors):
        make(folder)


if __name__ == '__main__':
    main()
