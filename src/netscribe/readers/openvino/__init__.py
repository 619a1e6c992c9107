"""Reads OpenVINO models."""
