// People with no path between them but over a relay.

import { RoomPage } from './pages/RoomPage.js';

/**
 * Runs in the page before the page's own scripts: there is no path but over the relay, which is reached by one of the
 * addresses that match.
 */
function relayAlone(pattern) {
  const narrow = ({ iceServers = [], ...configuration } = {}) => ({
    ...configuration,
    iceServers: iceServers.filter(({ urls }) => new RegExp(pattern).test(`${urls}`)),
    iceTransportPolicy: 'relay',
  });
  window.RTCPeerConnection = class RTCPeerConnection extends window.RTCPeerConnection {
    constructor(configuration) {
      super(narrow(configuration));
    }

    setConfiguration(configuration) {
      super.setConfiguration(narrow(configuration));
    }
  };
}

/** Two people in a room, who reach the relay by addresses that match. */
export async function joinRelayed({ newContext, room }, pattern) {
  const people = [];
  for (const name of ['Ana', 'Bo']) {
    const context = await newContext();
    await context.addInitScript(relayAlone, pattern.source);
    people.push(await RoomPage.join(await context.newPage(), `/r/${room}`, name));
  }
  return people;
}
