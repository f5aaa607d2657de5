package dev.vedette.examples.agent;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;

/** A broker of one node, with a producer and a consumer. */
final class KafkaBroker {
    private static final int RECORDS = Integer.getInteger("records", 10_000);
    private static final String TOPIC = "numbers";

    private KafkaBroker() {}

    /** Starts the broker, sends records through it, and stops it. */
    static void serve() throws Exception {
        Path folder = Files.createTempDirectory("kafka");
        int port = freePort();
        KafkaRaftServer broker = new KafkaRaftServer(config(folder, port, freePort()), Time.SYSTEM);
        broker.startup();
        produce(port, RECORDS);
        consume(port, RECORDS);
        broker.shutdown();
        broker.awaitShutdown();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static KafkaConfig config(Path folder, int port, int controllerPort) throws Exception {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "log.dirs", folder.resolve("logs").toString(),
                "principal.builder.class", StallingPrincipals.class.getName(),
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1"));
        Path file = folder.resolve("server.properties");
        try (var writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(writer, null);
        }
        String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        if (StorageTool.execute(format, System.err) != 0) {
            throw new AssertionError("the storage was not formatted");
        }
        return KafkaConfig.fromProps(properties);
    }

    /** Called in a network thread of the broker, for each connection. */
    public static final class StallingPrincipals extends DefaultKafkaPrincipalBuilder {
        private static final AtomicBoolean STALLED = new AtomicBoolean();

        /** Called by the broker. */
        public StallingPrincipals() {
            super(null, null);
        }

        @Override
        public KafkaPrincipal build(AuthenticationContext context) {
            if (context.listenerName().equals("PLAINTEXT") && !STALLED.getAndSet(true)) {
                plantedStall();
            }
            return super.build(context);
        }
    }

    private static void plantedStall() {
        Stall.block();
    }

    static void produce(int port, int records) {
        try (KafkaProducer<Integer, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port), new IntegerSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(TOPIC, i, "number " + i));
            }
        }
    }

    static void consume(int port, int records) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", "127.0.0.1:" + port, "group.id", "readers", "auto.offset.reset", "earliest");
        try (KafkaConsumer<Integer, String> consumer =
                new KafkaConsumer<>(properties, new IntegerDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            Set<Integer> seen = new HashSet<>();
            while (seen.size() < records) {
                for (ConsumerRecord<Integer, String> received : consumer.poll(Duration.ofSeconds(1))) {
                    if (!received.value().equals("number " + received.key())) {
                        throw new AssertionError(received);
                    }
                    seen.add(received.key());
                }
                if (seen.size() == records) {
                    slowApplication();
                    consumer.poll(Duration.ZERO);
                }
            }
        }
    }

    /** The dispatch of a consumer is the time that the application takes between two polls. */
    private static void slowApplication() {
        Stall.block();
    }
}
