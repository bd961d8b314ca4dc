"""What Liaison says unasked, kind by kind: what plans it, what moves it, what ends its reason."""
