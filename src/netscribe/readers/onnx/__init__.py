"""The reader of ONNX files: protobuf in, a Graph out, without the onnx package."""
