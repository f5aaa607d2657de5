// An echo server on epoll, built like the servers in Java: one thread, a buffer that all connections share, and a copy
// of the bytes that a socket had no room for. Its argument is "level" or "edge". It prints its port.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { BACKLOG = 4096, EVENTS = 1024, BUFFER_BYTES = 64 * 1024 };

struct connection {
    int fd;
    char *unsent; // or NULL
    size_t offset, length;
};

static bool edge;
static int epfd;
static char buffer[BUFFER_BYTES];

static int check(int result, const char *call) {
    if (result < 0) {
        perror(call);
        exit(1);
    }
    return result;
}

static void watch(int operation, struct connection *connection, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    check(epoll_ctl(epfd, operation, connection->fd, &event), "epoll_ctl");
}

static struct connection *new_connection(int fd) {
    struct connection *connection = calloc(1, sizeof *connection);
    connection->fd = fd;
    return connection;
}

static void accept_all(int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)), "setsockopt");
        watch(EPOLL_CTL_ADD, new_connection(fd), edge ? EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET : EPOLLIN);
    }
}

// Returns the number of bytes that the socket took, or -1 if the client is gone.
static ssize_t send_some(int fd, const char *bytes, size_t length) {
    ssize_t sent = write(fd, bytes, length);
    return sent < 0 && errno == EAGAIN ? 0 : sent;
}

// Returns false if the client is gone.
static bool resume(struct connection *connection) {
    ssize_t sent = send_some(connection->fd, connection->unsent + connection->offset, connection->length);
    if (sent < 0) {
        return false;
    }
    connection->offset += sent;
    connection->length -= sent;
    if (connection->length == 0) {
        free(connection->unsent);
        connection->unsent = NULL;
        if (!edge) {
            watch(EPOLL_CTL_MOD, connection, EPOLLIN);
        }
    }
    return true;
}

// Reads once and writes the same bytes. Returns their number, 0 if there are none, -1 if the client is gone.
static ssize_t echo(struct connection *connection) {
    ssize_t got = read(connection->fd, buffer, sizeof buffer);
    if (got <= 0) {
        return got < 0 && errno == EAGAIN ? 0 : -1;
    }
    ssize_t sent = send_some(connection->fd, buffer, got);
    if (sent < 0) {
        return -1;
    }
    if (sent < got) {
        connection->offset = 0;
        connection->length = got - sent;
        connection->unsent = malloc(connection->length);
        memcpy(connection->unsent, buffer + sent, connection->length);
        if (!edge) {
            watch(EPOLL_CTL_MOD, connection, EPOLLOUT);
        }
    }
    return got;
}

// Returns false if the client is gone.
static bool serve(struct connection *connection, uint32_t events) {
    if (connection->unsent != NULL) {
        if (!resume(connection)) {
            return false;
        }
        if (!edge || connection->unsent != NULL) {
            return true;
        }
    }
    ssize_t got;
    do {
        got = echo(connection);
    } while (edge && connection->unsent == NULL && (got == sizeof buffer || (got > 0 && events & EPOLLRDHUP)));
    return got >= 0;
}

static void drop(struct connection *connection) {
    close(connection->fd);
    free(connection->unsent);
    free(connection);
}

int main(int argc, char **argv) {
    if (argc != 2 || (strcmp(argv[1], "level") != 0 && strcmp(argv[1], "edge") != 0)) {
        fprintf(stderr, "usage: %s level|edge\n", argv[0]);
        return 2;
    }
    edge = strcmp(argv[1], "edge") == 0;
    int listener = check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    check(bind(listener, (struct sockaddr *)&address, length), "bind");
    check(listen(listener, BACKLOG), "listen");
    check(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    epfd = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    struct connection *acceptor = new_connection(listener);
    watch(EPOLL_CTL_ADD, acceptor, EPOLLIN);
    static struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(epfd, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == acceptor) {
                accept_all(listener);
            } else if (!serve(connection, events[i].events)) {
                drop(connection);
            }
        }
    }
}
