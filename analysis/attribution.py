"""Who said what: the tagger's constants (rest follows)."""
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
SOURCE, CUE, CONTENT = 1, 3, 5
RELATIONS = 3
WINDOW = 256
