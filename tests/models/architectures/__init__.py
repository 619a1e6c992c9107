"""Well-known architectures in their published sizes, each as its library or its paper defines it.

Modules here import a library only inside of the functions that need it: `make test` has PyTorch and
Keras, but neither torchvision nor transformers. What those give is stored as graphs
(`tests.models.architectures.stored`).
"""
