package dev.wsgateway.api.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

final class Lists {
    private Lists() {}

    /** An immutable copy; empty where the field is absent. */
    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
