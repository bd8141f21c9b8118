package fleetwright;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * An Elasticsearch node as its server library makes one, without what the distribution puts around it.
 *
 * <p>usage: SingleNode HOME MODULES NAME=VALUE…, where the latter are settings as in elasticsearch.yml.
 */
public final class SingleNode {
    private SingleNode() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Path config = Files.createDirectories(home.resolve("config"));
        Settings.Builder given = Settings.builder()
            .put("path.home", home.toString())
            .put("node.name", "single")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("node.processors", 1)
            // A full disk of whoever runs this says nothing about snapshots.
            .put("cluster.routing.allocation.disk.threshold_enabled", false);
        for (int i = 2; i < args.length; i++) {
            String[] setting = args[i].split("=", 2);
            given.put(setting[0], setting[1]);
        }
        Settings settings = given.build();
        LogConfigurator.setNodeName(settings.get("node.name"));
        LogConfigurator.configureWithoutConfig(settings);
        Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), config, () -> "single");
        PluginsLoader modules = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(Path.of(args[1])), Set.of(), Map.of());
        new Node(environment, modules).start();
        // None of the node's own threads keeps Java running.
        new CountDownLatch(1).await();
    }
}
