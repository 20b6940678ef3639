"""Writes ONNX models node by node from torch layers, and measures what fewer weight bits do to them.

Every node, and the value it makes, bears the name given here. Batch norm stays a node of its own.
"""
import copy

import cv2
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper


class Block(torch.nn.Module):
    """Convolution and batch norm."""

    def __init__(self, before, after, size=3, stride=1, groups=1):
        super().__init__()
        self.conv = torch.nn.Conv2d(before, after, size, stride, size // 2, groups=groups, bias=False)
        self.norm = torch.nn.BatchNorm2d(after)

    def forward(self, x):
        return self.norm(self.conv(x))


class Writer:
    """Builds one graph. Each method adds a node and returns the name of its value."""

    def __init__(self, name, about):
        self.name, self.about = name, about
        self.nodes, self.weights = [], []

    def weight(self, name, tensor):
        self.weights.append(numpy_helper.from_array(tensor.detach().numpy().astype(np.float32), name))
        return name

    def node(self, kind, name, *inputs, **attributes):
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def conv(self, name, x, layer):
        inputs = [x, self.weight(f'{name}.weight', layer.weight)]
        if layer.bias is not None:
            inputs.append(self.weight(f'{name}.bias', layer.bias))
        return self.node('Conv', name, *inputs, kernel_shape=list(layer.kernel_size), strides=list(layer.stride),
                         pads=list(layer.padding) * 2, dilations=list(layer.dilation), group=layer.groups)

    def batch_norm(self, name, x, layer):
        parts = {'scale': layer.weight, 'shift': layer.bias, 'mean': layer.running_mean, 'var': layer.running_var}
        return self.node('BatchNormalization', name, x, *[self.weight(f'{name}.{k}', v) for k, v in parts.items()],
                         epsilon=layer.eps)

    def gemm(self, name, x, layer):
        return self.node('Gemm', name, x, self.weight(f'{name}.weight', layer.weight),
                         self.weight(f'{name}.bias', layer.bias), transB=1)

    def relu(self, name, x):
        return self.node('Relu', name, x)

    def save(self, path, given, given_shape, result, result_shape):
        """The value made last becomes the output, under the name `result`."""
        self.nodes[-1].output[0] = result
        graph = helper.make_graph(
            self.nodes, self.name, [helper.make_tensor_value_info(given, TensorProto.FLOAT, given_shape)],
            [helper.make_tensor_value_info(result, TensorProto.FLOAT, result_shape)], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], ir_version=8,
                                  producer_name='Bitladder samples', doc_string=self.about)
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, str(path))


def check(path, net, x):
    """Stops unless the file gives what torch gives. OpenCV reads the file."""
    reader = cv2.dnn.readNetFromONNX(str(path))
    reader.setInput(x.numpy())
    with torch.no_grad():
        difference = np.abs(reader.forward() - net(x).numpy()).max()
    print(f'{path.name}: {sum(p.numel() for p in net.parameters())} parameters, '
          f'{path.stat().st_size} bytes, differs from torch by at most {difference:.1e}')
    assert difference < 1e-4


def fewer_bits(net, bits):
    """A copy whose weights have `bits` bits: symmetric, one scale per output channel, batch norm folded first."""
    net = copy.deepcopy(net).eval()
    for block in net.modules():
        conv, norm = getattr(block, 'conv', None), getattr(block, 'norm', None)
        if conv is not None and norm is not None:
            block.conv = torch.nn.utils.fuse_conv_bn_eval(conv, norm)
            block.norm = torch.nn.Identity()
    top = 2 ** (bits - 1) - 1
    for layer in net.modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            w = layer.weight.data
            scale = w.flatten(1).abs().amax(1).clamp_min(1e-12).view(-1, *[1] * (w.dim() - 1)) / top
            layer.weight.data = (w / scale).round().clamp(-top, top) * scale
    return net
