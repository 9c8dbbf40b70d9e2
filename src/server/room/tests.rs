mod two_sides;
