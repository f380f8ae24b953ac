package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.testing.redis.RedisServer;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The roles that the operator is shipped with hold nothing that it could do without. */
@ExtendWith(ApiServerExtension.class)
class LeastPrivilegeIT {
    /** Asked for only by an admission plugin that this API server does not have, see cluster-role.yaml. */
    private static final String FOR_AN_ADMISSION_PLUGIN = "update websocketgateways/finalizers";

    private static final List<String> OBJECTS = List.of(
            "configmap/chat",
            "service/chat",
            "service/chat-api",
            "serviceaccount/chat",
            "poddisruptionbudget/chat",
            "secret/chat-binding",
            "deployment/chat");

    /**
     * Takes a gateway through its life and compares what the operator asked with what it may ask. A permission that was
     * used fails the request when it is taken away, for RBAC only adds up; one that was not used has to go.
     */
    @Test
    void everyPermissionIsUsed(ApiServer server, TestNamespace namespace) throws IOException {
        // An operator of another test has made the Lease otherwise.
        server.admin().leases().inNamespace("wsgateway-system").delete();
        AuditLog.Position start = server.auditLog().now();
        try (var redis = RedisServer.started();
                var _ = OperatorExtension.start(server)) {
            new Chat(namespace)
                    .apply(redis.url(), "  deletionPolicy: Delete\n")
                    .awaitCondition("RedisAvailable", "True", "Available");
            await("two pods").until(() -> pods(namespace) == 2);
            namespace.kubectl().run("scale", "wsg/chat", "--replicas=1").orFail();
            await("one pod").until(() -> pods(namespace) == 1);
            for (String object : OBJECTS) {
                await(object).until(() -> !uid(namespace, object).isEmpty());
                losesItsLabel(namespace, object);
                isDeleted(namespace, object);
            }
            namespace.kubectl().run("delete", "wsg/chat", "--timeout=60s").orFail();
        }

        Set<String> used = server.auditLog().since(start).stream()
                .filter(request -> request.user().equals(OperatorExtension.USER))
                .flatMap(request -> request.created()
                        ? Stream.of(request.verb() + " " + request.resource(), "create " + request.resource())
                        : Stream.of(request.verb() + " " + request.resource()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> unused = granted(server);
        unused.removeAll(used);
        assertThat(unused)
                .as("what the shipped roles allow and nobody asks for")
                .containsExactly(FOR_AN_ADMISSION_PLUGIN);
    }

    /** It is no longer watched then, and has to be found before it can be taken back. */
    private static void losesItsLabel(TestNamespace namespace, String object) {
        namespace
                .kubectl()
                .run("label", object, "app.kubernetes.io/managed-by-")
                .orFail();
        await(object + " has its label again")
                .atMost(Duration.ofSeconds(30))
                .until(() -> namespace
                        .kubectl()
                        .run("get", object, "-o", "jsonpath={.metadata.labels}")
                        .out()
                        .contains("managed-by"));
    }

    private static void isDeleted(TestNamespace namespace, String object) {
        String before = uid(namespace, object);
        namespace.kubectl().run("delete", object, "--wait=false").orFail();
        await(object + " is back").atMost(Duration.ofSeconds(30)).until(() -> {
            String now = uid(namespace, object);
            return !now.isEmpty() && !now.equals(before);
        });
    }

    private static int pods(TestNamespace namespace) {
        return namespace
                .client()
                .pods()
                .inNamespace(namespace.name())
                .list()
                .getItems()
                .size();
    }

    private static String uid(TestNamespace namespace, String object) {
        return namespace
                .kubectl()
                .run("get", object, "-o", "jsonpath={.metadata.uid}")
                .out();
    }

    private static Set<String> granted(ApiServer server) throws IOException {
        ClusterRole clusterRole =
                server.admin().getKubernetesSerialization().unmarshal(first("cluster-role.yaml"), ClusterRole.class);
        Role role =
                server.admin().getKubernetesSerialization().unmarshal(first("leader-election-role.yaml"), Role.class);
        return Stream.concat(clusterRole.getRules().stream(), role.getRules().stream())
                .flatMap(LeastPrivilegeIT::permissions)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The role, without the binding that follows it in the file. */
    private static String first(String file) throws IOException {
        return Files.readString(Path.of("../manifests", file)).split("\n---\n", 2)[0];
    }

    private static Stream<String> permissions(PolicyRule rule) {
        return rule.getVerbs().stream()
                .flatMap(verb -> rule.getResources().stream().map(resource -> verb + " " + resource));
    }
}
