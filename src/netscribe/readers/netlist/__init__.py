"""Networks as files list them: named tensors and the operations between them, format by format."""
