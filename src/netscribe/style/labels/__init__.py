"""What a card says: attributes in, lines of text out; one file per family of operations."""

from netscribe.style.labels.card import CardText, Unsaid, card_text, pill_text
from netscribe.style.labels.words import grouped

__all__ = ["CardText", "Unsaid", "card_text", "grouped", "pill_text"]
