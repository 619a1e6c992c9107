"""One Keras backend for all tests of this room: PyTorch unless told, since it compiles nothing."""

from __future__ import annotations

import os

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
