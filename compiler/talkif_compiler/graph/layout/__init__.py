"""Where boxes and lines go: layers from top to bottom, few crossings, and the same places for the same picture."""
