import { mount } from 'svelte';
import Page from './Page.svelte';
import './style/page.css';

mount(Page, { target: document.body });
