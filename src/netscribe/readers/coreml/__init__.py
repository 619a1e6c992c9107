"""Reads CoreML models: `.mlmodel` files and `.mlpackage` folders."""
