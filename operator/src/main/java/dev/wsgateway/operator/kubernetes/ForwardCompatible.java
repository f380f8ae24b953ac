package dev.wsgateway.operator.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * How objects of the API server are read: what a newer CRD has and this operator does not know is left out. An upgrade
 * applies the CRD first, and its defaults then appear in every custom resource that the operator of before still watches.
 */
public final class ForwardCompatible {
    private ForwardCompatible() {}

    /** For the operator's client. */
    public static KubernetesSerialization serialization() {
        JsonMapper mapper = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        return new KubernetesSerialization(mapper, true);
    }
}
