"""What conditions mean: for which values they hold, and which names surely have a value where they do."""
