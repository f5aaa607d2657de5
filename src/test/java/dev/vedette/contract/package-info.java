/**
 * The contract of a backend: test cases that every backend passes. Each topic is a class whose name ends with
 * {@code Contract}; {@link NioConformanceTest} and {@link EpollConformanceTest} run all topics on their backend. A case
 * that a backend or a system cannot serve is skipped by name, with the reason. The topics share the fixtures of
 * {@link dev.vedette.contract.fixture}.
 *
 * <p>The behaviour is that of <a href="https://github.com/tokio-rs/mio">mio</a>, and its tests are carried over. The
 * lists below name every test in mio's folder {@code tests}, at version 1.2.2 (commit 7654f571f247, July 2026), and the
 * case here that shows the same. {@link CarriedOverTest} checks that these cases exist. Three differences apply to all
 * of them and are not repeated:
 *
 * <ul>
 *   <li>mio is edge-triggered. Here a case runs with every {@link dev.vedette.Trigger}, or names the one it uses.
 *   <li>The sockets belong to the JDK. A test that concerns only them (options, addresses, peeking, descriptor numbers)
 *       has nothing to do with a Poll. The lists mark such a test by "the JDK's".
 *   <li>The Rust compiler proves that a value may be moved to another thread ({@code Send}) or shared between threads
 *       ({@code Sync}). The Java compiler proves no such thing, so here several threads use the value.
 * </ul>
 *
 * <h2>tests/poll.rs</h2>
 *
 * <ul>
 *   <li>{@code is_send_and_sync}: adapted, see above; {@link PollContract#pollsMayTakeTurnsOnDifferentThreads},
 *       {@link RegistryContract#registrationsOfTwoThreadsReachAThirdThatPolls}
 *   <li>{@code run_once_with_nothing}: {@link PollContract#pollWithNothingRegisteredReturnsNoEventAfterItsTimeout}
 *   <li>{@code add_then_drop}: {@link ChannelCloseContract#aClosedChannelLeavesThePollByItself}
 *   <li>{@code zero_duration_polls_events}: {@link PollContract#connectingStreamsAreFoundByPollsThatDoNotWait}
 *   <li>{@code poll_closes_fd}: {@link PollContract#openingAndClosingLeavesNoDescriptor}
 *   <li>{@code readiness_is_reregistered_after_would_block}:
 *       {@link RegistryContract#aDrainedSourceIsSilentUntilThePeerWritesAgain}
 *   <li>{@code drop_cancels_interest_and_shuts_down}: adapted, because in Java nothing is dropped, only closed;
 *       {@link StreamContract#aStreamThatWasRegisteredAndIsClosedEndsForItsPeer}
 *   <li>{@code registry_behind_arc}: {@link RegistryContract#registrationsOfTwoThreadsReachAThirdThatPolls}
 *   <li>{@code registry_operations_are_thread_safe}:
 *       {@link RegistryContract#changesOfSourcesByManyThreadsAllTakeEffect}
 *   <li>{@code register_during_poll}: {@link RegistryContract#aRegistrationTakesEffectInAPollThatIsWaiting}
 *   <li>{@code reregister_interest_token_usage}: {@link RegistryContract#theLastOfSeveralChangesIsInEffect}
 *   <li>{@code double_register_different_token}: {@link RefusalContract#registeringTwiceIsRefusedAndTheFirstStands}
 *   <li>{@code poll_ok_after_cancelling_pending_ops}: {@link StreamContract#aListenerReportsUnderItsNewToken},
 *       {@link TcpContract#aStreamThatConnectsDuringAWaitEndsTheWait}
 *   <li>{@code reregister_without_register}: {@link RefusalContract#reregisteringAnUnregisteredChannelIsRefused}
 *   <li>{@code deregister_without_register}: {@link RefusalContract#deregisteringAnUnregisteredChannelIsRefused}
 *   <li>{@code poll_registration}: {@link SourceContract#aSourceReceivesTheArgumentsOfTheProgram}
 *   <li>{@code poll_erroneous_registration}: {@link SourceContract#anExceptionOfASourcePassesUnchanged}
 * </ul>
 *
 * <h2>tests/events.rs, tests/interest.rs</h2>
 *
 * <ul>
 *   <li>{@code assert_event_source_implemented_for}: adapted, because Java has no boxes;
 *       {@link SourceContract#aSourceThatDelegatesIsWatchedLikeItsChannel}
 *   <li>{@code events_all}: {@link ValuesTest#freshEventsAreEmpty},
 *       {@link WakerContract#wakeBeforePollMakesThePollReturnAtOnce},
 *       {@link PollContract#aViewReflectsItsPlaceAndThrowsWhenThatIsEmpty}
 *   <li>{@code is_event_send_sync}: adapted, because Events belong to one thread at a time;
 *       {@link PollContract#pollsMayTakeTurnsOnDifferentThreads}
 *   <li>{@code is_tests}, {@code fmt_debug}: {@link ValuesTest#anInterestKnowsItsParts}
 *   <li>{@code bit_or}, {@code add}: {@link ValuesTest#thereIsOneInstanceOfEveryInterest}
 * </ul>
 *
 * <h2>tests/registering.rs</h2>
 *
 * <ul>
 *   <li>{@code register_deregister}: {@link RegistryContract#anInterestCanBeRemoved},
 *       {@link RegistryContract#aReadySourceIsSilentOnceDeregistered}
 *   <li>{@code reregister_different_interest_without_poll}: adapted, because a listener cannot be asked whether it is
 *       writable; {@link StreamContract#readinessOutsideTheNewInterestIsNotReported}
 *   <li>{@code tcp_register_multiple_event_loops}, {@code udp_register_multiple_event_loops}: adapted, because it is
 *       allowed here; {@link RegistryContract#aSourceCanBeRegisteredWithSeveralPolls},
 *       {@link RegistryContract#listenersAndDatagramsCanBeRegisteredWithSeveralPollsToo}
 *   <li>{@code registering_after_deregistering}: {@link RegistryContract#aSourceRegisteredAgainIsSilentWhileIdle}
 * </ul>
 *
 * <h2>tests/regressions.rs, tests/close_on_drop.rs</h2>
 *
 * <ul>
 *   <li>{@code issue_776}: {@link StreamContract#aStreamThatWasRegisteredAndIsClosedEndsForItsPeer}
 *   <li>{@code issue_1205}: {@link StreamContract#aDeregisteredListenerWithAWaitingClientDoesNotEndAWait}
 *   <li>{@code issue_1403}: {@code UnixDatagramContract#theSenderOfAMessageIsUnnamedIfItIsNotBound}
 *   <li>{@code close_on_drop}: adapted, because in Java nothing is dropped, only closed;
 *       {@link StreamContract#bytesOfAnAcceptedStreamAreReadAfterItIsClosedOrDeregistered},
 *       {@link StreamContract#aPeerThatClosesMakesTheStreamReadableAndReadClosed}
 * </ul>
 *
 * <h2>tests/waker.rs</h2>
 *
 * <ul>
 *   <li>{@code is_send_and_sync}: adapted, see above;
 *       {@link WakerContract#wakesOfASharedWakerShowTheWritesOfEveryThread}
 *   <li>{@code waker}: {@link WakerContract#wakeBeforePollMakesThePollReturnAtOnce}
 *   <li>{@code waker_multiple_wakeups_same_thread}: {@link WakerContract#severalWakesBeforeAPollAreOneEvent}
 *   <li>{@code waker_wakeup_different_thread}, {@code waker_multiple_wakeups_different_thread}:
 *       {@link WakerContract#wakeDuringAWaitEndsItAgainAndAgain}
 *   <li>{@code using_multiple_wakers_panics}, {@code using_multiple_wakers_panics_different_cloned_registries}:
 *       adapted, because any number of wakers is allowed here; {@link WakerContract#everyWakerHasItsOwnToken}
 * </ul>
 *
 * <h2>tests/tcp.rs</h2>
 *
 * <ul>
 *   <li>{@code assert_size}: none, the JDK's
 *   <li>{@code is_send_and_sync}: adapted, see above;
 *       {@link RegistryContract#changesOfSourcesByManyThreadsAllTakeEffect}
 *   <li>{@code accept}: {@link StreamContract#aListenerIsReadableWhileAClientWaitsToBeAccepted}
 *   <li>{@code connect}: {@link TcpContract#aConnectingStreamIsWritableWhenItIsConnected},
 *       {@link StreamContract#aPeerThatClosesMakesTheStreamReadableAndReadClosed}
 *   <li>{@code read}, {@code write}: {@link StreamContract#sixteenMebibytesGoBothWaysDrivenByEventsAlone}
 *   <li>{@code peek}: none, the JDK cannot peek; the rest of the test is
 *       {@link StreamContract#sixteenMebibytesGoBothWaysDrivenByEventsAlone}
 *   <li>{@code connect_then_close}: {@link StreamContract#anAcceptedStreamThatIsClosedAtOnceLeavesNoEvent}
 *   <li>{@code listen_then_close}: adapted, because every kind of channel is closed in the same way;
 *       {@link ChannelCloseContract#closingByTheRegistryReleasesTheDescriptorOfEveryKindOfChannel}
 *   <li>{@code bind_twice_bad}: none, the JDK's
 *   <li>{@code multiple_writes_immediate_success}: {@link StreamContract#severalWritesAfterOneEventSucceed}
 *   <li>{@code connection_reset_by_peer}: {@link TcpContract#aResetBeforeTheRegistrationIsReportedToo}
 *   <li>{@code connect_error}: {@link TcpContract#aRefusedConnectionIsWritableAndThenFails}
 *   <li>{@code write_error}: {@link StreamContract#writingToAPeerThatIsGoneFailsInTheEnd}
 *   <li>{@code write_shutdown}: {@link StreamContract#aPeerThatShutsItsOutputDownMakesTheStreamReadableAndReadClosed}
 *   <li>{@code local_addr_ready}: {@link StreamContract#aConnectionIsReportedToTheClientAndTheListener}
 *   <li>{@code write_then_drop}, {@code write_then_deregister}:
 *       {@link StreamContract#bytesOfAnAcceptedStreamAreReadAfterItIsClosedOrDeregistered}
 *   <li>{@code tcp_no_events_after_deregister}: {@link RegistryContract#dataFlowsAfterDeregisteringAndNoEventComes}
 * </ul>
 *
 * <h2>tests/tcp_listener.rs</h2>
 *
 * <ul>
 *   <li>{@code is_send_and_sync}: adapted, see above;
 *       {@link RegistryContract#changesOfSourcesByManyThreadsAllTakeEffect}
 *   <li>{@code tcp_listener}, {@code tcp_listener_std}:
 *       {@link StreamContract#aListenerIsReadableWhileAClientWaitsToBeAccepted}
 *   <li>{@code tcp_listener_ipv6}: {@link TcpContract#aStreamOverIpv6IsLikeAnyOther}
 *   <li>{@code set_get_ttl}, {@code get_ttl_without_previous_set}, {@code raw_fd}: none, the JDK's
 *   <li>{@code registering}: {@link StreamContract#aListenerIsReadableWhileAClientWaitsToBeAccepted}
 *   <li>{@code reregister}: adapted, because a listener cannot be asked whether it is writable;
 *       {@link StreamContract#aListenerReportsUnderItsNewToken},
 *       {@link RefusalContract#anInterestThatAChannelCannotHaveIsRefused}
 *   <li>{@code no_events_after_deregister}: {@link StreamContract#aDeregisteredListenerIsSilentAndStillAccepts}
 *   <li>{@code tcp_listener_two_streams}: {@link StreamContract#aListenerReportsEveryClientThatComes}
 * </ul>
 *
 * <h2>tests/tcp_stream.rs</h2>
 *
 * <ul>
 *   <li>{@code is_send_and_sync}: adapted, see above;
 *       {@link RegistryContract#changesOfSourcesByManyThreadsAllTakeEffect}
 *   <li>{@code tcp_stream_ipv4}, {@code tcp_stream_std}:
 *       {@link TcpContract#aConnectingStreamIsWritableWhenItIsConnected},
 *       {@link StreamContract#anEchoIsReadUntilNothingIsLeft}
 *   <li>{@code tcp_stream_ipv6}: {@link TcpContract#aStreamOverIpv6IsLikeAnyOther}
 *   <li>{@code set_get_ttl}, {@code get_ttl_without_previous_set}, {@code set_get_nodelay},
 *       {@code get_nodelay_without_previous_set}, {@code raw_fd}: none, the JDK's
 *   <li>{@code shutdown_read}, {@code tcp_shutdown_client_read_close_event}:
 *       {@link StreamContract#ownInputShutDownMakesTheStreamReadableAndReadClosed}
 *   <li>{@code shutdown_write}, {@code tcp_shutdown_client_write_close_event}: adapted, because mio does not run them
 *       on Linux, which does not report it; {@link StreamContract#ownOutputShutDownLeavesTheStreamWritableAndOpen}
 *   <li>{@code shutdown_both}, {@code tcp_shutdown_client_both_close_event}:
 *       {@link StreamContract#bothOwnDirectionsShutDownCloseReadingAndWriting}
 *   <li>{@code registering}, {@code no_events_after_deregister}:
 *       {@link RegistryContract#dataFlowsAfterDeregisteringAndNoEventComes}
 *   <li>{@code reregistering}: {@link TcpContract#aConnectingStreamIsWritableWhenItIsConnected},
 *       {@link RegistryContract#aChangedTokenIsTheOnlyOneReported}
 *   <li>{@code tcp_shutdown_server_write_close_event}:
 *       {@link StreamContract#aPeerThatShutsItsOutputDownMakesTheStreamReadableAndReadClosed}
 *   <li>{@code tcp_reset_close_event}: {@link TcpContract#aPeerThatClosesOverUnreadBytesResetsTheStream}
 *   <li>{@code hup_event_on_disconnect}: {@link StreamContract#aConnectionIsReportedToTheClientAndTheListener},
 *       {@link TcpContract#aResetMakesTheStreamReadableAndClosesIt}
 *   <li>{@code priority_event_on_oob_data}: {@link TcpContract#anUrgentByteIsPriority}
 *   <li>{@code peek_ok}, {@code peek_would_block}, {@code read_peek_would_block}: none, the JDK cannot peek; the
 *       partial read is {@link RegistryContract#edgeIsSilentWhileUnreadUntilMoreComes}
 * </ul>
 *
 * <h2>tests/udp_socket.rs</h2>
 *
 * <ul>
 *   <li>{@code assert_size}: none, the JDK's
 *   <li>{@code is_send_and_sync}: adapted, see above;
 *       {@link RegistryContract#changesOfSourcesByManyThreadsAllTakeEffect}
 *   <li>{@code empty_datagram}: {@link UdpContract#anEmptyDatagramMakesItReadable}
 *   <li>{@code unconnected_udp_socket_ipv4}, {@code unconnected_udp_socket_std}, {@code connected_udp_socket_ipv4},
 *       {@code connected_udp_socket_std}: {@link UdpContract#aDatagramMakesItReadableUntilItIsReceived},
 *       {@link UdpContract#bothEndsCanBeWatchedByOnePoll}
 *   <li>{@code unconnected_udp_socket_ipv6}, {@code connected_udp_socket_ipv6}:
 *       {@link UdpContract#socketsOfIpv6AreLikeAnyOther}
 *   <li>{@code set_get_ttl}, {@code get_ttl_without_previous_set}, {@code set_get_broadcast},
 *       {@code get_broadcast_without_previous_set}, {@code set_get_multicast_loop_v4},
 *       {@code get_multicast_loop_v4_without_previous_set}, {@code set_get_multicast_ttl_v4},
 *       {@code get_multicast_ttl_v4_without_previous_set}, {@code set_get_multicast_loop_v6},
 *       {@code get_multicast_loop_v6_without_previous_set}, {@code udp_socket_raw_fd}: none, the JDK's
 *   <li>{@code reconnect_udp_socket_sending}, {@code reconnect_udp_socket_receiving}: adapted, because the JDK requires
 *       a {@code disconnect} in between; {@link UdpContract#aRegisteredSocketCanBeConnectedToOnePeerAfterTheOther}
 *   <li>{@code unconnected_udp_socket_connected_methods}, {@code connected_udp_socket_unconnected_methods}: adapted,
 *       because the JDK refuses these calls; {@link UdpContract#aDatagramMakesItReadableUntilItIsReceived}
 *   <li>{@code udp_socket_register}: {@link UdpContract#anIdleSocketIsWritableAndNotReadable}
 *   <li>{@code udp_socket_reregister}: {@link UdpContract#aChangedInterestDecidesWhatIsReportedOfAQueuedDatagram}
 *   <li>{@code udp_socket_no_events_after_deregister}: {@link UdpContract#aDeregisteredSocketIsSilentAndStillReceives}
 *   <li>{@code udp_socket}, {@code udp_socket_send_recv}: {@link UdpContract#bothEndsCanBeWatchedByOnePoll},
 *       {@link UdpContract#aDatagramMakesItReadableUntilItIsReceived}
 *   <li>{@code udp_socket_discard}: {@link UdpContract#aConnectedSocketIsSilentAboutStrangers}
 *   <li>{@code multicast}: {@link UdpContract#aSocketThatHasJoinedAGroupIsLikeAnyOther}
 *   <li>{@code et_behavior_recv}, {@code et_behavior_recv_from}:
 *       {@link UdpContract#whenOneDatagramIsReceivedTheNextIsReported}
 * </ul>
 *
 * <h2>tests/unix_stream.rs, tests/unix_listener.rs</h2>
 *
 * {@link UnixDomainContract} runs all of {@link StreamContract}.
 *
 * <ul>
 *   <li>{@code unix_stream_send_and_sync}, {@code unix_listener_send_and_sync}: adapted, see above;
 *       {@link RegistryContract#changesOfSourcesByManyThreadsAllTakeEffect}
 *   <li>{@code unix_stream_smoke}, {@code unix_stream_from_std}: {@link StreamContract#anEchoIsReadUntilNothingIsLeft},
 *       {@link StreamContract#aConnectedStreamIsWritableAtOnce}
 *   <li>{@code unix_stream_connect}, {@code unix_stream_connect_addr}:
 *       {@link StreamContract#aConnectionIsReportedToTheClientAndTheListener}
 *   <li>{@code unix_stream_pair}: adapted, because the JDK has no socketpair(2);
 *       {@link StreamContract#anEchoIsReadUntilNothingIsLeft}
 *   <li>{@code unix_stream_peer_addr}: none, the JDK's
 *   <li>{@code unix_stream_shutdown_read}: {@link StreamContract#ownInputShutDownMakesTheStreamReadableAndReadClosed}
 *   <li>{@code unix_stream_shutdown_write}: {@link StreamContract#ownOutputShutDownLeavesTheStreamWritableAndOpen}
 *   <li>{@code unix_stream_shutdown_both}: {@link StreamContract#bothOwnDirectionsShutDownCloseReadingAndWriting}
 *   <li>{@code unix_stream_shutdown_listener_write}:
 *       {@link StreamContract#aPeerThatShutsItsOutputDownMakesTheStreamReadableAndReadClosed}
 *   <li>{@code unix_stream_register}: {@link StreamContract#aHalfClosedStreamStillCarriesTheOtherDirection}
 *   <li>{@code unix_stream_reregister}: {@link StreamContract#readinessOutsideTheNewInterestIsNotReported}
 *   <li>{@code unix_stream_deregister}: {@link RegistryContract#aReadySourceIsSilentOnceDeregistered}
 *   <li>{@code unix_listener_smoke}, {@code unix_listener_from_std}, {@code unix_listener_register}:
 *       {@link StreamContract#aListenerIsReadableWhileAClientWaitsToBeAccepted}
 *   <li>{@code unix_listener_local_addr}: {@link StreamContract#aConnectionIsReportedToTheClientAndTheListener}
 *   <li>{@code unix_listener_reregister}: adapted, because a listener cannot be asked whether it is writable;
 *       {@link StreamContract#aListenerReportsUnderItsNewToken}, {@link UnixDomainContract#aListenerIsNeverWritable}
 *   <li>{@code unix_listener_deregister}: {@link StreamContract#aDeregisteredListenerIsSilentAndStillAccepts}
 *   <li>{@code unix_listener_abstract_namespace}: none, the JDK has no abstract addresses
 * </ul>
 *
 * <h2>tests/unix_pipe.rs</h2>
 *
 * <ul>
 *   <li>{@code smoke}: {@link PipeContract#bothEndsCanBeWatchedByOnePoll}
 *   <li>{@code event_when_sender_is_dropped}: {@link PipeContract#aSourceWhoseSinkIsClosedIsReadClosed},
 *       {@link PipeContract#aSourceWithUnreadBytesIsReadableAfterItsSinkIsClosed}
 *   <li>{@code event_when_receiver_is_dropped}: {@link PipeContract#aSinkWhoseSourceIsClosedIsWriteClosed}
 *   <li>{@code from_child_process_io}: adapted, because a child's pipes are descriptors, not channels;
 *       {@code DescriptorContract#aChildsStdoutIsReadableAndThenReadClosed},
 *       {@code DescriptorContract#theWriteEndIsWriteClosedOnceTheReadEndIsClosed}
 *   <li>{@code nonblocking_child_process_io}: adapted for the same reason;
 *       {@code DescriptorTest#aReadThatWouldBlockReturns0AndAReadAtTheEndReturnsMinus1}
 * </ul>
 *
 * <h2>tests/unix_datagram.rs</h2>
 *
 * The sockets are {@link dev.vedette.unix.UnixDatagram}, because the JDK has no Unix-domain datagrams.
 *
 * <ul>
 *   <li>{@code is_send_and_sync}: adapted, see above;
 *       {@code UnixDatagramContract#threadsSendThroughOneSocketAndEveryMessageIsReported}
 *   <li>{@code unix_datagram_smoke_unconnected}, {@code unix_datagram_smoke_unconnected_from_std}:
 *       {@code UnixDatagramContract#unconnectedSocketsAreReadableWhenTheOtherHasSentToTheirAddress},
 *       {@code KindsTest#itIsNonBlockingAndClosedOnExec}
 *   <li>{@code unix_datagram_smoke_connected}, {@code unix_datagram_smoke_connected_from_std}:
 *       {@code UnixDatagramContract#connectedSocketsAreReadableWhenTheOtherHasSent},
 *       {@code KindsTest#itIsNonBlockingAndClosedOnExec}
 *   <li>{@code unix_datagram_connect}:
 *       {@code UnixDatagramContract#aSocketThatIsConnectedToItselfIsReadableWhenItHasSent}
 *   <li>{@code unix_datagram_pair}: adapted, because UnixDatagram has no socketpair(2) and the case calls it itself;
 *       {@code UnixDatagramContract#theEndsOfASocketPairAreReadableWhenTheOtherHasSent}
 *   <li>{@code unix_datagram_shutdown}: adapted, because UnixDatagram has no shutdown(2) and the case calls it itself;
 *       {@code UnixDatagramContract#aDirectionThatIsShutDownIsReportedAsClosed}
 *   <li>{@code unix_datagram_register}: {@code UnixDatagramContract#anIdleSocketIsNotReadable}
 *   <li>{@code unix_datagram_reregister}:
 *       {@code UnixDatagramContract#aChangedInterestDecidesWhatIsReportedOfAQueuedMessage}
 *   <li>{@code unix_datagram_deregister}: {@code UnixDatagramContract#aDeregisteredSocketIsSilentAndStillReceives}
 * </ul>
 *
 * <h2>Tests for systems other than Linux</h2>
 *
 * <ul>
 *   <li>tests/aio.rs ({@code smoke} of aio, {@code smoke} of lio): none, BSD's asynchronous file I/O
 *   <li>tests/win_named_pipe.rs ({@code writable_after_register}, {@code write_then_read},
 *       {@code connect_before_client}, {@code connect_after_client}, {@code write_disconnected},
 *       {@code write_then_drop}, {@code connect_twice}, {@code read_message_larger_than_internal_buffer},
 *       {@code read_with_small_buffer_provided}): none, Windows' named pipes
 *   <li>the same, {@code reregister_deregister_before_register}: adapted to channels;
 *       {@link RefusalContract#reregisteringAnUnregisteredChannelIsRefused},
 *       {@link RefusalContract#deregisteringAnUnregisteredChannelIsRefused}
 *   <li>the same, {@code reregister_deregister_different_poll}: adapted to channels;
 *       {@link RefusalContract#aChannelRegisteredWithAnotherPollIsNotRegisteredHere}
 * </ul>
 */
package dev.vedette.contract;
