"""The readers' exam: pictures of networks that nobody knows, and questions about what they say."""
