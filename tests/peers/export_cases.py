"""Small networks for exports.py: every operator whose form changed, between two layers that are quantized."""
import numpy as np
from onnx import TensorProto, helper, numpy_helper

F, D, I64, BOOL = TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.INT64, TensorProto.BOOL


class Case:
    """Writes a network line by line; `x` is the first value."""

    def __init__(self, opset, shape, kind=F, domains=()):
        self.random = np.random.default_rng(opset * 100 + len(shape))
        self.opset, self.shape, self.kind, self.domains = opset, list(shape), kind, domains
        self.nodes, self.initializers, self.made = [], [], 0

    def name(self):
        self.made += 1
        return f'v{self.made}'

    def constant(self, values, name=None):
        values = np.asarray(values)
        name = name or self.name()
        self.initializers.append(numpy_helper.from_array(values, name))
        return name

    def floats(self, *shape):
        kind = np.float64 if self.kind == D else np.float32
        return self.constant(self.random.normal(size=shape).astype(kind) * 0.5)

    def ints(self, *values):
        return self.constant(np.array(values, np.int64))

    def node(self, op, *inputs, outputs=None, **attributes):
        names = outputs or [self.name()]
        self.nodes.append(helper.make_node(op, list(inputs), names, **attributes))
        return names[0]

    def conv(self, x, inside, outside):
        return self.node('Conv', x, self.floats(outside, inside, 1, 1))

    def matmul(self, x, inside, outside):
        return self.node('MatMul', x, self.floats(inside, outside))

    def model(self, *outputs):
        values = [o if not isinstance(o, str) else helper.make_tensor_value_info(o, self.kind, None) for o in outputs]
        graph = helper.make_graph(self.nodes, 'case', [helper.make_tensor_value_info('x', self.kind, self.shape)],
                                  values, self.initializers)
        imports = [helper.make_opsetid('', self.opset)] + [helper.make_opsetid(d, 1) for d in self.domains]
        return helper.make_model(graph, opset_imports=imports, ir_version=8)


def pictures(opset, between, channels=4):
    """conv, `between` (case, value) -> value of so many channels, conv."""
    case = Case(opset, [1, 3, 6, 8])
    y = between(case, case.conv('x', 3, 4))
    return case.model(case.conv(y, channels, 2))


def rows(opset, between, wide=6):
    """matmul, `between` (case, value of [4, 6]) -> value with a last extent of `wide`, matmul."""
    case = Case(opset, [4, 5])
    y = between(case, case.matmul('x', 5, 6))
    return case.model(case.matmul(y, wide, 3))


def inner(opset, between):
    """The same inside of the branches of an If, whose condition is known at run time only."""
    case = Case(opset, [4, 5])
    h = case.matmul('x', 5, 6)
    reduce = dict(keepdims=0) if opset < 18 else dict(keepdims=0)
    condition = case.node('Greater', case.node('ReduceMax', 'x', **reduce), case.constant(np.float32(0)))
    graphs = []
    for branch in ('then', 'else'):
        part = Case(opset, [4, 5])
        part.made = 100 if branch == 'then' else 200
        y = between(part, h)
        graphs.append(helper.make_graph(part.nodes, branch, [], [helper.make_tensor_value_info(y, F, None)],
                                        part.initializers))
    y = case.node('If', condition, then_branch=graphs[0], else_branch=graphs[1])
    return case.model(helper.make_tensor_value_info(y, F, [4, 6]), helper.make_tensor_value_info(h, F, [4, 6]))


def flat(c, y, op, axis, shape=(2, 3, 4)):
    return c.node('Reshape', c.node(op, c.node('Reshape', y, c.ints(*shape)), axis=axis), c.ints(4, 6))


def cases():
    """Pairs of a name and a model."""
    for op in ('Softmax', 'LogSoftmax', 'Hardmax'):
        for axis in (0, 1, 2, -1):
            yield f'{op}-11-axis{axis}', rows(11, lambda c, y: flat(c, y, op, axis))
        yield f'{op}-inner-11', inner(11, lambda c, y: flat(c, y, op, 1))
    for op in ('ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceL1', 'ReduceL2', 'ReduceSumSquare',
               'ReduceLogSumExp'):
        yield f'{op}-11', rows(11, lambda c, y: c.node('Add', y, c.node(op, y, axes=[1], keepdims=1)))
    yield 'ReduceMean-inner-11', inner(11, lambda c, y: c.node('Add', y, c.node('ReduceMean', y, axes=[1])))
    yield 'Unsqueeze-Squeeze-11', rows(
        11, lambda c, y: c.node('Squeeze', c.node('Abs', c.node('Unsqueeze', y, axes=[1])), axes=[1]))

    def parts(c, y, count, **attributes):
        names = [c.name() for _ in range(count)]
        c.node('Split', y, outputs=names, **attributes)
        return c.node('Concat', *reversed(names), axis=1)
    yield 'Split-2', rows(2, lambda c, y: parts(c, y, 2, axis=1, split=[2, 4]))
    yield 'Split-11', rows(11, lambda c, y: parts(c, y, 3, axis=1))
    yield 'Split-13', rows(13, lambda c, y: parts(c, y, 3, axis=1))
    yield 'Split-inner-11', inner(11, lambda c, y: parts(c, y, 2, axis=1, split=[2, 4]))
    yield 'Clip-6', rows(6, lambda c, y: c.node('Clip', c.node('Abs', y), max=0.7))
    yield 'Clip-inner-6', inner(10, lambda c, y: c.node('Clip', y, min=-0.2, max=0.3))
    yield 'Pad-2', pictures(2, lambda c, y: c.node('Pad', y, pads=[0, 0, 1, 1, 0, 0, 2, 0], value=0.5))
    yield 'Pad-2-reflect', pictures(2, lambda c, y: c.node('Pad', y, pads=[0, 0, 1, 1, 0, 0, 2, 0], mode='reflect'))
    yield 'Slice-1', rows(1, lambda c, y: c.node('Slice', y, axes=[0], starts=[1], ends=[3]))
    yield 'Slice-9-without-axes', rows(9, lambda c, y: c.node('Slice', y, starts=[1, 0], ends=[3, 4]), 4)
    yield 'TopK-1', rows(1, lambda c, y: c.node('TopK', y, outputs=[c.name(), c.name()], k=4, axis=1), 4)
    yield 'TopK-10', rows(10, lambda c, y: c.node('TopK', y, c.ints(4), outputs=[c.name(), c.name()], axis=1), 4)
    yield 'Scatter-9', rows(9, lambda c, y: c.node('Scatter', y, c.constant(np.array([[1, 0]], np.int64)),
                                                   c.constant(np.array([[.3, -.2]], np.float32)), axis=1))
    yield 'Upsample-7', pictures(7, lambda c, y: c.node('Upsample', y, scales=[1., 1., 2., 2.]))
    yield 'Upsample-7-linear', pictures(7, lambda c, y: c.node('Upsample', y, scales=[1., 1., 2., 2.], mode='linear'))
    scales = np.array([1, 1, 2, 3], np.float32)
    for op, opset in (('Upsample', 9), ('Resize', 10)):
        for mode in ('nearest', 'linear'):
            yield f'{op}-{opset}-{mode}', pictures(opset, lambda c, y: c.node(op, y, c.constant(scales), mode=mode))
    yield 'Resize-11-sizes', pictures(11, lambda c, y: c.node(
        'Resize', y, c.constant(np.zeros(0, np.float32)), c.constant(np.zeros(0, np.float32)), c.ints(1, 4, 12, 16)))
    yield 'Resize-11-scales', pictures(11, lambda c, y: c.node(
        'Resize', y, c.constant(np.zeros(0, np.float32)), c.constant(scales), mode='linear'))

    def norm(c, y, **attributes):
        positive = c.constant(np.array([1, 2, .5, 1.5], np.float32))
        return c.node('BatchNormalization', c.node('Abs', y), c.floats(4), c.floats(4), c.floats(4), positive,
                      **attributes)
    yield 'BatchNormalization-6', pictures(6, lambda c, y: norm(c, y, is_test=1))
    yield 'BatchNormalization-7', pictures(7, lambda c, y: norm(c, y))
    yield 'BatchNormalization-9', pictures(9, lambda c, y: norm(c, y))
    yield 'InstanceNormalization-6', pictures(
        6, lambda c, y: c.node('InstanceNormalization', y, c.floats(4), c.floats(4)))
    yield 'GroupNormalization-18', pictures(
        18, lambda c, y: c.node('GroupNormalization', y, c.floats(2), c.floats(2), num_groups=2))
    yield 'GroupNormalization-18-computed', pictures(18, lambda c, y: c.node(
        'GroupNormalization', y, c.node('Reshape', c.node('Slice', c.node('ReduceMean', y, c.ints(0, 2, 3), keepdims=0),
                                        c.ints(0), c.ints(2)), c.ints(2)), c.floats(2), num_groups=2))
    yield 'PRelu-6', pictures(6, lambda c, y: c.node('PRelu', y, c.floats(4)))
    yield 'PRelu-9', pictures(9, lambda c, y: c.node('PRelu', y, c.floats(4, 1, 1)))
    for op in ('Add', 'Mul', 'Sub', 'Div'):
        yield f'{op}-6-axis', pictures(6, lambda c, y: c.node(op, y, c.floats(4), broadcast=1, axis=1))
    yield 'Add-6-middle', pictures(6, lambda c, y: c.node('Add', y, c.floats(4, 6), broadcast=1, axis=1))
    yield 'Add-6-end', pictures(6, lambda c, y: c.node('Add', y, c.floats(6, 8), broadcast=1))
    yield 'Gemm-6', rows(6, lambda c, y: c.node('Gemm', y, c.floats(6, 6), c.floats(6), broadcast=1))
    yield 'Concat-4', pictures(4, lambda c, y: c.node('Concat', y, c.node('Abs', y), axis=1), 8)
    yield 'Dropout-6', rows(6, lambda c, y: c.node('Dropout', y, is_test=1))
    yield 'Dropout-10-inner', inner(10, lambda c, y: c.node('Dropout', y, ratio=0.3))
    yield 'Cast-6', rows(6, lambda c, y: c.node('Cast', c.node('Cast', y, to=I64), to=F))
    yield 'Tile-6', rows(6, lambda c, y: c.node('Tile', y, c.ints(1, 2)), 12)
    yield 'Elu-6', rows(6, lambda c, y: c.node('Elu', y, alpha=0.5))
    yield 'LRN-1', pictures(1, lambda c, y: c.node('LRN', y, size=3))
    yield 'LpPool-2', pictures(2, lambda c, y: c.node('LpPool', c.node('Abs', y), kernel_shape=[2, 2], p=2))
    yield 'MaxPool-1', pictures(1, lambda c, y: c.node('MaxPool', y, kernel_shape=[2, 2], strides=[2, 2]))
    yield 'AveragePool-1', pictures(1, lambda c, y: c.node('AveragePool', y, kernel_shape=[3, 3], pads=[1] * 4))
    yield 'Flatten-1', rows(1, lambda c, y: c.node('Flatten', y, axis=1))
    yield 'ArgMax-1', rows(7, lambda c, y: c.node('Add', y, c.node('Cast', c.node('ArgMax', y, axis=1), to=F)))
    boxes = np.array([[0, 0, 3, 3], [1, 1, 5, 4]], np.float32)
    yield 'RoiAlign-10', pictures(10, lambda c, y: c.node(
        'RoiAlign', y, c.constant(boxes), c.ints(0, 0), output_height=3, output_width=3, sampling_ratio=2))

    def grid(c, y, mode):
        steps = np.stack(np.meshgrid(np.linspace(-.9, .9, 5), np.linspace(-.8, .8, 4)), -1)[None].astype(np.float32)
        return c.node('GridSample', y, c.constant(steps), mode=mode)
    for mode in ('bilinear', 'nearest', 'bicubic'):
        yield f'GridSample-16-{mode}', pictures(16, lambda c, y: grid(c, y, mode))

    def spectrum(c, y):
        last = c.node('Reshape', y, c.ints(4, 6, 1))
        return c.node('Reshape', c.node('Slice', c.node('DFT', last, axis=1), c.ints(0), c.ints(1), c.ints(2)),
                      c.ints(4, 6))
    yield 'DFT-17', rows(17, spectrum)

    def recurrent(c, y, op, gates):
        x = c.node('Reshape', y, c.ints(4, 1, 6))
        last = c.node(op, x, c.floats(1, gates * 5, 6), c.floats(1, gates * 5, 5), hidden_size=5)
        return c.node('Reshape', last, c.ints(4, 5))
    for op, gates in (('LSTM', 4), ('GRU', 3), ('RNN', 1)):
        yield f'{op}-7', rows(7, lambda c, y: recurrent(c, y, op, gates), 5)

    yield 'Affine-1', rows(1, lambda c, y: c.node('Affine', y, alpha=2., beta=-.25))
    yield 'ImageScaler-1', pictures(1, lambda c, y: c.node('ImageScaler', y, scale=.5, bias=[.1, .2, -.3, 0.]))
    yield 'Crop-1', pictures(1, lambda c, y: c.node('Crop', y, border=[1, 2, 1, 1]))
    brevitas = 'onnx.brevitas'

    def quantizer(opset, op, *parameters, **attributes):
        case = Case(opset, [4, 5], domains=(brevitas,))
        y = case.node('Abs', case.matmul('x', 5, 6))  # not in front of a layer: there it becomes the layer's own
        y = case.node('Exp', case.node(op, y, *(case.constant(np.float32(p)) for p in parameters), domain=brevitas,
                                       **attributes))
        return case.model(case.matmul(y, 6, 3))
    yield 'Quant-3-bits', quantizer(11, 'Quant', .25, 0, 3, signed=1, narrow=1, rounding_mode='ROUND')
    yield 'Quant-unsigned-floor', quantizer(11, 'Quant', .1, 1, 4, signed=0, narrow=0, rounding_mode='FLOOR')
    yield 'BipolarQuant', quantizer(11, 'BipolarQuant', .5)

    # What stands around the pairs.
    def clipped(c, low, high, op='Clip'):
        if op == 'Relu':
            return c.node('Relu', 'x')
        return c.node('Clip', 'x', c.constant(np.float32(low)), c.constant(np.float32(high)))
    for name, low, high, op in (('tight', -.4, .4, 'Clip'), ('wide', -9, 9, 'Clip'), ('relu', 0, 0, 'Relu')):
        case = Case(13, [1, 3, 6, 8])
        yield f'first-{name}', case.model(case.conv(clipped(case, low, high, op), 3, 2))
        case = Case(13, [1, 3, 6, 8])
        r = clipped(case, low, high, op)
        yield f'first-{name}-read-twice', case.model(case.node('Add', case.conv(r, 3, 3), r))
    case = Case(13, [1, 3, 6, 8])
    r = clipped(case, -.4, .4)
    y = case.conv(r, 3, 2)
    yield 'first-clip-is-output', case.model(y, r)
    case = Case(13, [2, 6])
    scale, zero = case.constant(np.float32(0.01)), case.constant(np.uint8(100))
    q = case.node('DequantizeLinear', case.node('QuantizeLinear', 'x', scale, zero), scale, zero)
    yield 'quantized-already', case.model(case.matmul(q, 6, 4))
    case = Case(13, [2, 6], D)
    yield 'float64', case.model(case.matmul(case.node('Relu', case.matmul('x', 6, 5)), 5, 4))
    case = Case(13, [2, 6], D)
    yield 'float64-gemm', case.model(case.node('Gemm', 'x', case.floats(6, 4), case.floats(4)))
    case = Case(13, [2, 6])
    a = case.node('Relu', case.node('Gemm', 'x', case.floats(5, 6), case.floats(5), transB=1))
    yield 'gemm-gemm', case.model(case.node('Gemm', a, case.floats(3, 5), case.floats(3), transB=1))
    # Names: dropped outside and used inside; invented outside and there already inside.
    case = Case(13, [2, 6])
    h = case.matmul('x', 6, 6)
    same = case.node('Identity', h)
    condition = case.node('Greater', case.node('ReduceMax', 'x', keepdims=0), case.constant(np.float32(0)))
    graphs = []
    for i, branch in enumerate(('then', 'else')):
        made = [f'{h}_scale', f'{h}_quantized', f'{h}_dequantized'][i:]
        nodes = [helper.make_node('Relu' if i else 'Neg', [same], [made[0]]),
                 helper.make_node('Exp', [made[0]], [made[1]])]
        graphs.append(helper.make_graph(nodes, branch, [], [helper.make_tensor_value_info(made[1], F, [2, 6])]))
    y = case.node('If', condition, then_branch=graphs[0], else_branch=graphs[1])
    yield 'inner-names', case.model(helper.make_tensor_value_info(y, F, [2, 6]), case.matmul(h, 6, 3))
