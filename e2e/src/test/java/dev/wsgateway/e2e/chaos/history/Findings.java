package dev.wsgateway.e2e.chaos.history;

import java.util.ArrayList;
import java.util.List;

/** The violations that a judge finds while it goes through a history. */
public final class Findings {
    private final List<Violation> violations = new ArrayList<>();
    private int line;

    /** Says which line is being judged, counted from 1. */
    public void at(int number) {
        line = number;
    }

    /** Which line is being judged. */
    public int line() {
        return line;
    }

    /** Notes a violation at this line. */
    public void add(Violation.Kind kind, String what) {
        violations.add(new Violation(kind, line, what));
    }

    /** All so far. */
    public List<Violation> all() {
        return List.copyOf(violations);
    }
}
