import { expose } from "comlink";
import { PeerHost } from "./host.ts";

expose(new PeerHost());
