"""Shape inference for the operators of ONNX, by rules of our own.

In: one call at a time (`step.ShapeStep`). Out: the types, and where small the contents, of its
results (`table.infer`). Knows no file, no graph, and neither onnx nor numpy.
"""
