package dev.wsgateway.operator.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lease by which several operators agree on one.
 *
 * @param lost run when the Lease went to another operator: this one has to end, as it may no longer write
 * @param closing set before the operator stops by itself
 */
record Leadership(String namespace, String identity, Runnable lost, AtomicBoolean closing) {
    static final String LEASE = "wsgateway-operator";

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    LeaderElectionConfiguration configuration() {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(namespace)
                .withIdentity(identity)
                .withExitOnStopLeading(false)
                .withLeaderCallbacks(new LeaderCallbacks(
                        () -> LOG.atInfo().addKeyValue("identity", identity).log("Leading"), this::stopped, _ -> {}))
                .build();
    }

    private void stopped() {
        if (!closing.get()) {
            lost.run();
        }
    }

    /** Gives the Lease up, so that the next operator need not wait for it to expire. Call once nothing is written any more. */
    void release(KubernetesClient client) {
        try {
            Lease lease = client.leases().inNamespace(namespace).withName(LEASE).get();
            if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
                lease.getSpec().setHolderIdentity(null);
                lease.getSpec().setLeaseDurationSeconds(1);
                client.resource(lease).update();
            }
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("Lease could not be released; it will expire");
        }
    }
}
