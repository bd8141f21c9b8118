package fleetwright;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.elasticsearch.action.admin.cluster.health.TransportClusterHealthAction;
import org.elasticsearch.action.admin.cluster.repositories.delete.TransportDeleteRepositoryAction;
import org.elasticsearch.action.admin.cluster.repositories.get.GetRepositoriesAction;
import org.elasticsearch.action.admin.cluster.repositories.put.TransportPutRepositoryAction;
import org.elasticsearch.action.admin.cluster.repositories.verify.VerifyRepositoryAction;
import org.elasticsearch.action.admin.cluster.snapshots.create.TransportCreateSnapshotAction;
import org.elasticsearch.action.admin.cluster.snapshots.delete.TransportDeleteSnapshotAction;
import org.elasticsearch.action.admin.cluster.snapshots.get.TransportGetSnapshotsAction;
import org.elasticsearch.action.admin.cluster.snapshots.restore.TransportRestoreSnapshotAction;
import org.elasticsearch.action.admin.indices.create.TransportCreateIndexAction;
import org.elasticsearch.action.admin.indices.delete.TransportDeleteIndexAction;
import org.elasticsearch.action.admin.indices.resolve.ResolveIndexAction;
import org.elasticsearch.action.bulk.TransportBulkAction;
import org.elasticsearch.action.datastreams.DeleteDataStreamAction;
import org.elasticsearch.action.search.TransportSearchAction;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.elasticsearch.xpack.core.scheduler.Cron;
import org.elasticsearch.xpack.core.security.authz.permission.ClusterPermission;
import org.elasticsearch.xpack.core.security.authz.privilege.ClusterPrivilegeResolver;
import org.elasticsearch.xpack.core.security.authz.privilege.IndexPrivilege;
import org.elasticsearch.xpack.core.slm.SnapshotLifecyclePolicy;
import org.elasticsearch.xpack.core.slm.action.GetSLMStatusAction;
import org.elasticsearch.xpack.core.slm.action.PutSnapshotLifecycleAction;
import org.elasticsearch.xpack.core.slm.action.StopSLMAction;

/** Asks Elasticsearch's own code about cron lines, lifecycle policies and privileges: a question in each line, its answer in a line. */
public final class SnapshotJudge {
    static {
        // Before anything of the server is touched: most of it has a logger.
        LogConfigurator.configureESLogging();
    }

    private static final String[] CLUSTER_ACTIONS = {
        GetRepositoriesAction.NAME, TransportPutRepositoryAction.TYPE.name(), VerifyRepositoryAction.NAME, TransportDeleteRepositoryAction.TYPE.name(),
        TransportCreateSnapshotAction.TYPE.name(), TransportGetSnapshotsAction.TYPE.name(), TransportDeleteSnapshotAction.TYPE.name(),
        TransportRestoreSnapshotAction.TYPE.name(), TransportClusterHealthAction.NAME, PutSnapshotLifecycleAction.NAME, GetSLMStatusAction.NAME,
        StopSLMAction.NAME };
    private static final String[] INDEX_ACTIONS = {
        ResolveIndexAction.NAME, TransportSearchAction.NAME, TransportDeleteIndexAction.TYPE.name(), DeleteDataStreamAction.NAME,
        TransportCreateIndexAction.TYPE.name(), TransportBulkAction.NAME };

    private interface Question {
        String answer(String text) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        switch (args[0]) {
            case "cron" -> answerAll(SnapshotJudge::cron, out);
            case "policy" -> answerAll(SnapshotJudge::policy, out);
            case "cluster" -> answerAll(SnapshotJudge::clusterActions, out);
            case "index" -> answerAll(SnapshotJudge::indexActions, out);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void answerAll(Question question, PrintStream out) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer;
            try {
                answer = question.answer(line);
            } catch (Exception refused) {
                answer = "refused: " + refused.getMessage();
            }
            out.println(answer.replace('\n', ' '));
        }
    }

    /** The shortest and the longest time between two of the next runs, in seconds. */
    private static String cron(String line) {
        Cron cron = new Cron(line);
        long shortest = Long.MAX_VALUE;
        long longest = -1;
        long last = cron.getNextValidTimeAfter(1_795_000_000_000L);
        for (int i = 0; i < 200 && last > 0; i++) {
            long next = cron.getNextValidTimeAfter(last);
            if (next < 0) { break; }
            shortest = Math.min(shortest, next - last);
            longest = Math.max(longest, next - last);
            last = next;
        }
        return longest < 0 ? "legal -1 -1" : "legal " + shortest / 1000 + " " + longest / 1000;
    }

    private static String policy(String json) throws Exception {
        try (XContentParser parser = JsonXContent.jsonXContent.createParser(XContentParserConfiguration.EMPTY, json)) {
            var faults = SnapshotLifecyclePolicy.parse(parser, "policy").validate();
            return faults == null ? "legal" : "refused: " + faults.getMessage();
        }
    }

    /** Which of the actions these privileges allow. */
    private static String clusterActions(String privileges) {
        ClusterPermission.Builder builder = ClusterPermission.builder();
        for (String privilege : privileges.split(" ")) { builder = ClusterPrivilegeResolver.resolve(privilege).buildPermission(builder); }
        ClusterPermission permission = builder.build();
        return String.join(" ", Arrays.stream(CLUSTER_ACTIONS).filter(action -> permission.check(action, null, null)).toList());
    }

    private static String indexActions(String privileges) {
        List<IndexPrivilege> held = Arrays.stream(privileges.split(" ")).map(IndexPrivilege::get).toList();
        return String.join(" ", Arrays.stream(INDEX_ACTIONS).filter(action -> held.stream().anyMatch(one -> one.predicate().test(action))).toList());
    }

    private SnapshotJudge() {}
}
