"""Tables from calls of ONNX operators to what they do, one file per family.

`described` tells what a call does; `roles_of` tells what each of its inputs is.
"""
