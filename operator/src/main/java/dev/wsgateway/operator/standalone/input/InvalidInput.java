package dev.wsgateway.operator.standalone.input;

import dev.wsgateway.operator.validation.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The user's YAML cannot be run. */
public final class InvalidInput extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    InvalidInput(List<Problem> problems) {
        super(problems.toString());
        this.problems = List.copyOf(problems);
    }

    InvalidInput(String path, String message) {
        this(List.of(new Problem(path, message)));
    }

    /** All that is wrong, in the order of the document. */
    public List<Problem> problems() {
        return problems;
    }

    /** All that is wrong, for people: indented, one problem a line. */
    public String lines() {
        return problems.stream().map(problem -> "  " + problem).collect(Collectors.joining("\n"));
    }
}
