"""Pictures of a corpus, drawn by matplotlib, PNG or SVG."""
