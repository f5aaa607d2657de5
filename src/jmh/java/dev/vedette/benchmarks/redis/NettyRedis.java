package dev.vedette.benchmarks.redis;

import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import dev.vedette.examples.redis.protocol.Session;
import dev.vedette.examples.redis.protocol.Session.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;

/** The Redis protocol of one connection in a Netty handler, which flushes once after each series of reads. */
final class NettyRedis extends ChannelInboundHandlerAdapter {
    private static final int REPLY_BYTES = 16 * 1024;

    private final Session session;

    NettyRedis(Keyspace keyspace) {
        session = new Session(keyspace, Limits.DEFAULT);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf requests = (ByteBuf) message;
        try {
            answer(context, requests.nioBuffer());
        } finally {
            requests.release();
        }
    }

    private void answer(ChannelHandlerContext context, ByteBuffer requests) {
        Status status;
        do {
            ByteBuf replies = context.alloc().directBuffer(REPLY_BYTES);
            ByteBuffer room = replies.nioBuffer(0, REPLY_BYTES);
            status = session.process(requests, room);
            context.write(replies.writerIndex(room.position()), context.voidPromise());
        } while (status == Status.NEEDS_ROOM);
        if (status == Status.FINISHED) {
            context.writeAndFlush(context.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    /** Stops reading from a client while it does not read its replies. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }
}
