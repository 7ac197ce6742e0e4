"""The conversation as values: what it knows (state), what it wants done (commands), and the flow that it follows."""
