package dev.vedette.examples.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxn;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.auth.AuthenticationProvider;

/** A ZooKeeper server without worker threads, which its configuration allows, and a client. */
final class ZooKeeperNode {
    private static final int NODES = 200;
    private static final String SCHEME = "stalling";

    private ZooKeeperNode() {}

    /** Starts the server, writes and reads nodes, and stops it. */
    static void serve() throws Exception {
        System.setProperty("zookeeper.nio.numWorkerThreads", "0");
        System.setProperty("zookeeper.nio.numSelectorThreads", "1");
        System.setProperty("zookeeper.authProvider.1", StallingProvider.class.getName());
        Path folder = Files.createTempDirectory("zookeeper");
        NIOServerCnxnFactory factory = new NIOServerCnxnFactory();
        factory.configure(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
        factory.startup(new ZooKeeperServer(folder.toFile(), folder.toFile(), 2000));
        use(factory.getLocalPort());
        factory.shutdown();
    }

    private static void use(int port) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + port, 30_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        try {
            if (!connected.await(1, TimeUnit.MINUTES)) {
                throw new AssertionError("not connected");
            }
            client.addAuthInfo(SCHEME, new byte[0]);
            for (int i = 0; i < NODES; i++) {
                byte[] data = ("node " + i).getBytes(StandardCharsets.UTF_8);
                client.create("/node" + i, data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                if (!Arrays.equals(client.getData("/node" + i, false, null), data)) {
                    throw new AssertionError("/node" + i);
                }
            }
        } finally {
            client.close();
        }
    }

    /** Called in the thread that reads the packet of a client. */
    public static final class StallingProvider implements AuthenticationProvider {
        /** Called by the server. */
        public StallingProvider() {}

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public KeeperException.Code handleAuthentication(ServerCnxn connection, byte[] data) {
            plantedStall();
            return KeeperException.Code.OK;
        }

        @Override
        public boolean matches(String id, String expression) {
            return false;
        }

        @Override
        public boolean isAuthenticated() {
            return true;
        }

        @Override
        public boolean isValid(String id) {
            return true;
        }
    }

    private static void plantedStall() {
        Stall.block();
    }
}
