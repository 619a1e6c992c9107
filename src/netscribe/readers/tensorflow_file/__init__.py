"""Reads the graphs that TensorFlow writes: SavedModel folders and GraphDef files, without it."""
