"""`make bench`: what Liaison costs beside the plain way, as ratios (design, section 2). Never a timed test."""
