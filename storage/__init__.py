"""What we remember: the nouns, the rules that keep them true, the only SQL."""
