"""Renderers: a Scene in, the bytes or the text of one file format out.

Each knows one format and nothing of networks, layout or themes, and none knows another.
"""
