"""Looks into HDF5 files without the HDF5 library: names, shapes and attributes, never numbers."""

from netscribe.readers.hdf5.contents import Contents, opened_hdf5
from netscribe.readers.hdf5.source import SIGNATURE
from netscribe.readers.hdf5.types import Dataset

__all__ = ["SIGNATURE", "Contents", "Dataset", "opened_hdf5"]
