package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What must have a publication before its publisher is told that it is published. */
@ValidationRule(
        value = "self.replicas > 0 || (has(self.aof) && self.aof)",
        message = "durability that asks for nothing: set replicas to 1 or more, or aof: true, or leave durability out")
public record Durability(
        @JsonPropertyDescription("Replicas that must have it (WAIT).") @Min(0) @Max(5) @Default("1")
        Integer replicas,

        @JsonPropertyDescription(
                "Whether it must be in the append-only file on the disk, that of the master and those of the replicas"
                        + " (WAITAOF). Needs Redis 7.2 or newer.")
        @Nullable
        Boolean aof,

        @JsonPropertyDescription(
                "How long that may take. After it the publisher gets an error, though the publication may be there.")
        @Size(max = 6)
        @Default("1s")
        @ValidationRule(
                value = "self.matches('^([1-9][0-9]{0,2}ms|1[0-9]{3}ms|2000ms|[12]s)$')",
                message = "write at most two seconds, for example 500ms, 1s or 2s")
        String timeout) {}
