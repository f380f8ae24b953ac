package dev.wsgateway.operator.validation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What {@link CustomResourceValidator} found. */
public sealed interface Validation {
    /**
     * The document may be used.
     *
     * @param resource the document with the schema's defaults filled in, as an API server would store it
     */
    record Accepted(ObjectNode resource) implements Validation {}

    /**
     * The document is wrong.
     *
     * @param problems all that was found, never empty, in the order of the document
     */
    record Refused(List<Problem> problems) implements Validation {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
