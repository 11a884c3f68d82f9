import java.nio.file.Path;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseInternalSettings;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * A real Neo4j Community on a free loopback port, for tests: java … Start HOME PASSWORD.
 * Prints its address on a line of its own when Bolt is ready, and ends when its input is closed: it cannot outlive them.
 */
final class Start {
    public static void main(String[] arguments) {
        try {
            serve(Path.of(arguments[0]), arguments[1]);
        } catch (Throwable failure) {
            failure.printStackTrace();
            // Neo4j's threads would keep this process alive.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void serve(Path home, String password) throws Exception {
        var anywhere = new SocketAddress("127.0.0.1", 0);
        var server = new DatabaseManagementServiceBuilder(home)
            .setConfig(BoltConnector.enabled, true)
            .setConfig(BoltConnector.listen_address, anywhere)
            .setConfig(BoltConnector.advertised_address, anywhere)
            .setConfig(GraphDatabaseSettings.auth_enabled, true)
            // A few wrong passwords would lock the right one out of the tests that follow.
            .setConfig(GraphDatabaseSettings.auth_max_failed_attempts, 0)
            .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(64))
            .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
            .setConfig(GraphDatabaseSettings.udc_enabled, false)
            // Ten seconds of a clean end otherwise.
            .setConfig(GraphDatabaseInternalSettings.netty_server_shutdown_quiet_period, 0)
            .build();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        server.database("system").executeTransactionally(
            "CREATE OR REPLACE USER neo4j SET PASSWORD $password SET PASSWORD CHANGE NOT REQUIRED",
            Map.of("password", password));
        int port = ((GraphDatabaseAPI) server.database("neo4j")).getDependencyResolver()
            .resolveDependency(ConnectorPortRegister.class).getLocalAddress(ConnectorType.BOLT).getPort();
        System.out.println("ready bolt://127.0.0.1:" + port);
        while (System.in.read() >= 0) { }
        System.exit(0);
    }
}
