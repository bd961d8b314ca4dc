"""The campaigns: what really went over the wire for every route, sent again by each person whom it is not for."""
