"""What we say: forms, cards, notices and prose, in two languages. Pure: nouns in, dicts out."""
