"""TensorFlow Lite files: facts against Keras and TensorFlow Lite, and damaged files."""
